import assert from 'node:assert/strict';
import { createMatcher, matchAssets, matchInSlices } from '../../../../src/engine/match/matchAssets.ts';
import { longestHoldMs } from '../../../support/longestHold.ts';
import { itWith } from '../../../support/thisSystem.ts';
import { MACHINES } from '../../../support/machines.ts';

const RUST = [
  'tool-x86_64-apple-darwin.tar.gz',
  'tool-x86_64-pc-windows-msvc.zip',
  'tool-x86_64-unknown-linux-gnu.tar.gz',
  'tool-x86_64-unknown-linux-musl.tar.gz',
];

describe('matching a long release in slices', () => {
  it('finds the same as in one piece, for one machine and for many', async () => {
    const names = Array.from({ length: 300 }, (_, index) => RUST.map((name) => `${index}-${name}`)).flat();
    const wanted = { version: 'v1.0.0', repo: 'tool' };
    const matchFor = await createMatcher(names, wanted);
    for (const machine of Object.values(MACHINES)) {
      const whole = matchAssets(names, { ...wanted, machine });
      assert.deepEqual(await matchInSlices(names, { ...wanted, machine }), whole);
      assert.deepEqual(matchFor(machine), whole);
    }
  });

  itWith('fineThreadTimes', 'yields to other work while it reads a long release', async () => {
    const names = Array.from({ length: 5000 }, (_, index) => `saw${index}-linux-x64-${'x'.repeat(30)}.tar.gz`);
    const wanted = { version: 'v1.0.0', repo: 'tool', machine: MACHINES['linux-x64-gnu'] };
    const whole = await longestHoldMs(() => Promise.resolve(matchAssets(names, wanted)));
    // Garbage may be collected during one run, but hardly during all of them.
    let held = Infinity;
    for (let run = 0; run < 3; run++) held = Math.min(held, await longestHoldMs(() => matchInSlices(names, wanted)));
    assert.ok(held < whole / 2, `${held} ms, and ${whole} ms in one piece`);
  });
});
