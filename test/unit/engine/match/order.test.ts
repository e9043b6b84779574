import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { matchAssets } from '../../../../src/engine/match/matchAssets.ts';
import { PLATFORM_CORPORA, readPlatformCases } from '../../../corpus/platform.ts';
import { MACHINES } from '../../../support/machines.ts';
import type { PlatformId } from '../../../support/machines.ts';
import { sampled } from '../../../support/sampled.ts';

const PLATFORMS = Object.keys(MACHINES) as readonly PlatformId[];

/** What is picked or asked about. The order of candidates may differ, but not the set. */
function answer(names: readonly string[], platform: PlatformId, wanted: { version: string; repo: string }): string {
  const match = matchAssets(names, { ...wanted, machine: MACHINES[platform] });
  if (match.kind === 'pick') return `pick ${match.pick.name}`;
  if (match.kind === 'none') return 'none';
  const sorted = match.candidates.map(({ name }) => name).sort();
  return `ask ${match.why} ${sorted.join()}`;
}

const OPTIONS = { version: 'v1.2.0', repo: 'saw' };

/** Variants of one tool, none of which is the plain one. */
const VARIANTS: readonly (readonly string[])[] = [
  ['cuda', 'vulkan'],
  ['cuda', 'rocm', 'sycl'],
  ['cuda', 'vulkan', 'rocm'],
  ['server', 'agent'],
  ['server', 'client', 'agent'],
  ['gui', 'headless'],
  ['full', 'lite'],
];

describe('the order of assets in a list', () => {
  it('does not matter, in any release of the corpora', async () => {
    const cases = (await Promise.all(PLATFORM_CORPORA.map((name) => readPlatformCases('test/corpora', name)))).flat();
    for (const { assets, version, repo } of sampled(cases)) {
      const wanted = { version, repo: repo.slice(repo.lastIndexOf('/') + 1) };
      const turned = assets.toReversed();
      for (const platform of PLATFORMS) {
        assert.equal(answer(turned, platform, wanted), answer(assets, platform, wanted), `${repo} ${platform}`);
      }
    }
  }).timeout(180_000);

  it('does not matter between variants that only some platforms have', () => {
    const lists = fc.constantFrom(...VARIANTS).chain((words) => {
      const names = ['saw-1.2.0-linux-x64.tar.gz', ...words.map((word) => `saw-1.2.0-windows-${word}-x64.zip`)];
      return fc.shuffledSubarray(names, { minLength: names.length });
    });
    fc.assert(
      fc.property(lists, (names) => {
        assert.equal(answer(names, 'linux-x64-gnu', OPTIONS), 'pick saw-1.2.0-linux-x64.tar.gz');
        assert.match(answer(names, 'win32-x64', OPTIONS), /^ask severalTools /);
        assert.equal(answer(names, 'darwin-arm64', OPTIONS), 'none');
      }),
    );
  });

  it('does not matter between a static and a shared build', () => {
    const names = ['saw-linux-x64.tar.gz', 'saw-windows-static-x64.zip', 'saw-windows-shared-x64.zip'];
    for (const list of [names, names.toReversed()]) {
      assert.equal(answer(list, 'win32-x64', OPTIONS), 'pick saw-windows-static-x64.zip');
    }
  });

  it('does not matter for the only variant that runs here', () => {
    const names = ['saw-linux-x64.tar.gz', 'saw-win-cuda-x64.zip', 'saw-win-vulkan-x64.zip', 'saw-win-cpu-arm64.zip'];
    for (const list of [names, names.toReversed()]) {
      assert.equal(answer(list, 'win32-arm64', OPTIONS), 'pick saw-win-cpu-arm64.zip');
      assert.match(
        answer(list, 'win32-x64', OPTIONS),
        /^ask severalTools saw-win-cuda-x64.zip,saw-win-vulkan-x64.zip$/,
      );
    }
  });
});
