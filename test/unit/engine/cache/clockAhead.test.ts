import assert from 'node:assert/strict';
import { recordKey } from '../../../../src/engine/model.ts';
import { exists, makeRig } from '../../../support/cacheRig.ts';
import type { Rig } from '../../../support/cacheRig.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { FakeOrigin, attachmentOf, someBytes } from '../../../support/fakeOrigin.ts';
import { useTempDir } from '../../../support/tempDir.ts';

const HOUR_MS = 60 * 60_000;

describe('a clock that was ahead', () => {
  const directory = useTempDir();
  const bytes = someBytes(1000);
  const asset = attachmentOf(bytes);
  const now = Date.now() - 24 * HOUR_MS;
  let rig: Rig;

  /** Downloads a file with a clock that is ahead. The next window has the right time. */
  const fetchAhead = async (aheadMs: number): Promise<void> => {
    const wrong = await makeRig(directory(), { clock: new FakeClock(now + aheadMs) });
    await wrong.get(asset, new FakeOrigin(bytes));
    await wrong.cache.close();
    rig = await makeRig(directory(), { clock: new FakeClock(now + HOUR_MS / 2) });
  };
  afterEach(() => rig.cache.close());

  for (const hours of [0, 0.2, 8, 365 * 24]) {
    it(`lets bytes be removed after ${hours} hours, and counts the freed space`, async () => {
      await fetchAhead(hours * HOUR_MS);
      assert.equal(await rig.cache.evict([recordKey(asset)], { alsoKept: false }), bytes.byteLength);
      assert.deepEqual(await rig.files('blobs'), []);
    });

    it(`protects a file that was served again for the right time after ${hours} hours`, async () => {
      await fetchAhead(hours * HOUR_MS);
      const { path, fromCache } = await rig.get(asset, new FakeOrigin(bytes));
      assert.equal(fromCache, true);
      rig.limits.maxSizeBytes = 1;
      await rig.cache.trim();
      assert.equal(await exists(path), true);
      await rig.clock.advance(10 * 60_000);
      await rig.cache.trim();
      assert.equal(await exists(path), true);
      await rig.clock.advance(HOUR_MS);
      await rig.cache.trim();
      assert.equal(await exists(path), false);
    });
  }
});
