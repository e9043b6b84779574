import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { isEngineError } from '../../../../src/engine/errors.ts';
import { passing, useRig } from '../../../support/cacheRig.ts';
import type { Rig } from '../../../support/cacheRig.ts';
import { withFreeSpace } from '../../../support/diskFaults.ts';
import { FakeOrigin, attachmentOf, brokenConnection, someBytes } from '../../../support/fakeOrigin.ts';

describe('room on the disk', () => {
  const bytes = someBytes(3_000_000);
  const asset = attachmentOf(bytes);
  let rig: Rig;
  let origin: FakeOrigin;
  const directory = useRig(bytes, (fresh) => ({ rig, origin } = fresh));

  describe('with too little room for a large file', () => {
    const large = { ...asset, sizeBytes: 100 * 1024 * 1024 };

    it('fails before the request and names the space needed', async () => {
      const tried = withFreeSpace(99 * 1024 * 1024, () => rig.get(large, origin));
      await assert.rejects(tried, (error: unknown) => {
        assert.ok(isEngineError(error, 'storage'));
        const { reason, neededBytes } = error.facts;
        return reason === 'ENOSPC' && neededBytes === large.sizeBytes;
      });
      assert.deepEqual(origin.asked, []);
      assert.equal(await rig.counted(), 0);
      for (const room of ['leases', 'partials'] as const) assert.deepEqual(await rig.files(room), []);
    });

    it('requests the file if the free space is unknown, zero or just enough', async () => {
      for (const free of [undefined, 0, large.sizeBytes]) {
        await assert.rejects(
          withFreeSpace(free, () => rig.get(large, origin)),
          { code: 'badBody' },
        );
      }
      assert.equal(origin.asked.length, 3);
    });

    it('needs space only for the rest of a continued file, and keeps the part', async () => {
      const whole = someBytes(20 * 1024 * 1024);
      const file = new FakeOrigin(whole);
      const wanted = attachmentOf(whole);
      file.answers.push(
        { endAfterBytes: 3 * 1024 * 1024 },
        ...Array.from({ length: 3 }, () => ({ fail: brokenConnection() })),
      );
      await assert.rejects(passing(rig.clock, rig.get(wanted, file)), { code: 'network' });
      const asked = file.asked.length;
      await assert.rejects(
        withFreeSpace(16.5 * 1024 * 1024, () => rig.get(wanted, file)),
        (error: unknown) => isEngineError(error, 'storage') && error.facts.neededBytes === 17 * 1024 * 1024,
      );
      assert.equal(file.asked.length, asked);
      const { path } = await withFreeSpace(17 * 1024 * 1024, () => rig.get(wanted, file));
      assert.ok((await readFile(path)).equals(whole));
    });
  });

  describe('for a file of unknown size', () => {
    const MIB = 1024 * 1024;
    const large = someBytes(64 * MIB);
    const unlisted = attachmentOf(large, { sizeBytes: undefined });

    it('stops while there is still room for others, and frees everything', async () => {
      const endless = new FakeOrigin(large);
      endless.answers.push({ sizeBytes: undefined });
      let received = 0;
      const tried = withFreeSpace(
        () => 100 * MIB - received,
        () =>
          rig.get(unlisted, endless, {
            onProgress: (state) => {
              if (state.phase === 'transfer') received = state.receivedBytes;
            },
          }),
        1000 * MIB,
      );
      await assert.rejects(tried, (error: unknown) => {
        assert.ok(isEngineError(error, 'storage'));
        return error.facts.reason === 'ENOSPC' && error.facts.path.startsWith(directory());
      });
      assert.ok(received >= 48 * MIB && received <= 64 * MIB, `${received} of the 50 MiB next to the reserve`);
      for (const room of ['partials', 'blobs'] as const) assert.deepEqual(await rig.files(room), []);
    });

    it('leaves at most 1 GiB of a very large disk free, and checks nothing if the free space is unknown', async () => {
      for (const free of [1024 * MIB, undefined, 0]) {
        const origin64 = new FakeOrigin(large);
        origin64.answers.push({ sizeBytes: undefined });
        const { record } = await withFreeSpace(free, () => rig.get(unlisted, origin64), 1e15);
        await rig.cache.evict([record.key], { alsoKept: true });
      }
    });

    it('checks the space once a response gives the size', async () => {
      const tried = withFreeSpace(63 * MIB, () => rig.get(unlisted, new FakeOrigin(large)));
      await assert.rejects(tried, (error: unknown) => {
        return isEngineError(error, 'storage') && error.facts.neededBytes === large.byteLength;
      });
      assert.deepEqual(await rig.files('partials'), []);
    });
  });
});
