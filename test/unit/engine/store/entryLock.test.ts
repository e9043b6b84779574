import assert from 'node:assert/strict';
import { readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EntryLock, LockLost } from '../../../../src/engine/store/entryLock.ts';
import { useTempDir } from '../../../support/tempDir.ts';
import { itWith } from '../../../support/thisSystem.ts';

describe('EntryLock', () => {
  const directory = useTempDir();
  const path = (): string => join(directory(), 'entry.lock');
  const noPause = (): Promise<void> => Promise.reject(new Error('no need to wait'));

  it('is taken at once if nobody holds it, and leaves nothing behind', async () => {
    const lock = await EntryLock.take(path(), noPause);
    await lock.assertHeld();
    await lock.release();
    assert.deepEqual(await readdir(directory()), []);
  });

  it('waits for its holder, and no longer', async () => {
    const first = await EntryLock.take(path());
    let waitedMs = 0;
    const second = await EntryLock.take(path(), async (ms) => {
      waitedMs += ms;
      if (waitedMs >= 1000) await first.release();
    });
    assert.equal(waitedMs, 1000);
    await second.assertHeld();
  });

  it('waits a moment only for one that is held for a moment', async () => {
    const first = await EntryLock.take(path());
    let waitedMs = 0;
    await EntryLock.take(path(), async (ms) => {
      waitedMs += ms;
      await first.release();
    });
    assert.ok(waitedMs < 5, `${waitedMs}`);
  });

  for (const [what, at] of [
    ['dead', Date.now()],
    ['dead, whose clock was ahead', Date.now() + 365 * 24 * 3_600_000],
    ['dead for a year', Date.now() - 365 * 24 * 3_600_000],
  ] as const) {
    it(`is taken after three seconds from a process that is ${what}`, async () => {
      await writeFile(path(), '');
      await utimes(path(), at / 1000, at / 1000);
      let waitedMs = 0;
      const lock = await EntryLock.take(path(), (ms) => Promise.resolve((waitedMs += ms)));
      assert.ok(waitedMs >= 3000 && waitedMs < 3500, `${waitedMs}`);
      await lock.assertHeld();
    });
  }

  itWith('fineTimes', 'is not taken from those who hold it one after another', async () => {
    let holder = await EntryLock.take(path());
    let [waitedMs, holders] = [0, 0];
    await EntryLock.take(path(), async (ms) => {
      waitedMs += ms;
      if (waitedMs % 2000 > 0) return;
      await holder.assertHeld();
      await holder.release();
      holders += 1;
      if (holders < 5) holder = await EntryLock.take(path(), noPause);
    });
    assert.deepEqual([waitedMs, holders], [10_000, 5]);
  });

  itWith('fineTimes', 'tells a holder that was asleep, which then leaves the lock of the other alone', async () => {
    const asleep = await EntryLock.take(path());
    // The file system has to give the two different times.
    await utimes(path(), 1, 1);
    const awake = await EntryLock.take(path(), () => Promise.resolve());
    await assert.rejects(asleep.assertHeld(), LockLost);
    await asleep.release();
    await awake.assertHeld();
  });

  it('gives up in the end', async () => {
    let [holders, waitedMs] = [0, 0];
    await writeFile(path(), '');
    const taking = EntryLock.take(path(), async (ms) => {
      waitedMs += ms;
      holders += 1;
      await writeFile(path(), '');
      await utimes(path(), holders, holders);
    });
    await assert.rejects(taking, { code: 'storage', facts: { reason: 'EBUSY', path: path() } });
    assert.ok(waitedMs >= 30_000);
  });
});
