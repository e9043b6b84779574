import assert from 'node:assert/strict';
import { Fleet } from '../fleet/fleet.ts';
import { simulate } from '../fleet/simulation.ts';
import { describeWith } from '../support/thisSystem.ts';
import { useTempDir } from '../support/tempDir.ts';

/** `npm run fleet` with few machines, each a process. */
describeWith('scripts', 'a fleet with one lock', function () {
  this.timeout(120_000);
  const directory = useTempDir();
  const size = { machines: 4, tools: 2, atOnce: 4, perSecond: 3, burst: 1 };

  it('makes no request to the forge with a mirror, none at all when warm, and one per file without a mirror', async () => {
    await using fleet = await Fleet.start(size, directory());
    const mirrored = await fleet.restore('of mirror', { withMirror: true });
    assert.deepEqual([mirrored.failures, mirrored.forge.sizeBytes, mirrored.forge.requests], [[], 0, 0]);
    assert.equal(mirrored.mirror.requests, size.machines * size.tools);

    const warm = await fleet.restore('of mirror', { withMirror: true });
    assert.deepEqual([warm.failures, warm.forge.requests, warm.mirror.requests], [[], 0, 0]);

    const { failures, forge } = await fleet.restore('of forge', { withMirror: false });
    assert.deepEqual([failures, forge.mostOfOneFile], [[], size.machines]);
    assert.equal(forge.requests - forge.refused, size.machines * size.tools, 'one request for each file');
    assert.ok(forge.refused > 0, 'the limit was reached');
  });
});

describe('a fleet that begins in one moment', () => {
  const size = { machines: 100, files: 20, perSecond: 50, burst: 50 };
  const idealSeconds = (size.machines * size.files - size.burst) / size.perSecond;

  for (const seed of [1, 2, 3]) {
    it(`does not return all at once after a refusal, and ends soon after the limit allows (seed ${seed})`, async () => {
      const { perSecond, requests, refused, failed } = await simulate({ ...size, seed });
      assert.equal(failed, 0);
      assert.ok(refused < requests / 2, `${refused} of ${requests} were refused`);
      assert.ok(perSecond.length < 3 * idealSeconds, `${perSecond.length} s`);
      // The first seconds are left out: nobody has been refused yet.
      const busiest = Math.max(...perSecond.slice(3).map((second) => second.requests));
      assert.ok(busiest < 3 * size.perSecond, `${busiest} requests in one second`);
    }).timeout(60_000);
  }
});
