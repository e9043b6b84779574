import assert from 'node:assert/strict';
import { Fleet } from '../fleet/fleet.ts';
import { describeWith } from '../support/thisSystem.ts';
import { useTempDir } from '../support/tempDir.ts';

/** `npm run fleet` in small, each machine a process. */
describeWith('scripts', 'a fleet with one lock', function () {
  this.timeout(120_000);
  const directory = useTempDir();
  const size = { machines: 4, tools: 2, atOnce: 4, perSecond: 5, burst: 3 };

  it('takes nothing from the forge with a mirror, nothing at all when warm, and each file once without one', async () => {
    await using fleet = await Fleet.start(size, directory());
    const mirrored = await fleet.restore('of mirror', { withMirror: true });
    assert.deepEqual([mirrored.failures, mirrored.forge.sizeBytes, mirrored.forge.requests], [[], 0, 0]);
    assert.equal(mirrored.mirror.requests, size.machines * size.tools);

    const warm = await fleet.restore('of mirror', { withMirror: true });
    assert.deepEqual([warm.failures, warm.forge.requests, warm.mirror.requests], [[], 0, 0]);

    const { failures, forge } = await fleet.restore('of forge', { withMirror: false });
    assert.deepEqual([failures, forge.mostOfOneFile], [[], size.machines]);
    assert.ok(forge.refused > 0, 'its limit was met');
    assert.ok(forge.refused < forge.requests / 2, `${forge.refused} of ${forge.requests} were refused`);
  });
});
