import assert from 'node:assert/strict';
import { readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { replaceFile } from '../../../../src/engine/disk.ts';
import { isEngineError } from '../../../../src/engine/errors.ts';
import { recordKey } from '../../../../src/engine/model.ts';
import type { AssetStore } from '../../../../src/engine/ports.ts';
import { systemClock } from '../../../../src/engine/systemClock.ts';
import { exists, makeRig, passing, until, USER, useRig, withMethods } from '../../../support/cacheRig.ts';
import type { Rig } from '../../../support/cacheRig.ts';
import { settle } from '../../../support/fakeClock.ts';
import { FakeOrigin, attachmentOf, brokenConnection, packageFileOf, someBytes } from '../../../support/fakeOrigin.ts';
import { overwrite } from '../../../support/overwrite.ts';
import { sha256Of } from '../../../support/records.ts';
import { itWith, THIS_SYSTEM } from '../../../support/thisSystem.ts';

const SIZE = 300_000;

describe('DownloadCache', () => {
  const bytes = someBytes(SIZE);
  const asset = attachmentOf(bytes);
  let rig: Rig;
  let origin: FakeOrigin;
  const directory = useRig(bytes, (fresh) => ({ rig, origin } = fresh));

  describe('a miss', () => {
    it('stores the file under its digest, read-only, with a record, and leaves nothing else', async () => {
      const { record, path, fromCache } = await rig.get(asset, origin);
      assert.equal(fromCache, false);
      assert.ok((await readFile(path)).equals(bytes));
      assert.ok(path.endsWith(sha256Of(bytes)));
      if (THIS_SYSTEM.permissions || THIS_SYSTEM.windows) assert.equal((await stat(path)).mode & 0o222, 0);
      assert.deepEqual(await rig.store.find(recordKey(asset)), record);
      assert.deepEqual([record.evidence.kind, record.evidence.checkedAt], ['none', rig.clock.now()]);
      assert.deepEqual(record.evidence.digests, { sha256: record.sha256 });
      for (const room of ['partials', 'leases', 'aside'] as const) assert.deepEqual(await rig.files(room), []);
      assert.equal(await rig.counted(), 1);
    });

    it('refuses a file larger than the cap before any request', async () => {
      rig.limits.maxSizeBytes = SIZE - 1;
      const facts = { what: 'asset', sizeBytes: SIZE, limitBytes: SIZE - 1 };
      await assert.rejects(rig.get(asset, origin), { code: 'tooLarge', facts });
      assert.deepEqual(origin.asked, []);
      assert.equal(await rig.counted(), 0);
    });

    it('is refused by the daily limit without a request, unlike hits', async () => {
      rig.limits.perDay = 1;
      await rig.get(asset, origin);
      const other = new FakeOrigin(someBytes(10));
      await assert.rejects(rig.get(attachmentOf(other.bytes), other), { code: 'limited' });
      assert.deepEqual(other.asked, []);
      assert.equal((await rig.get(asset, origin)).fromCache, true);
    });

    it('never serves bytes that contradict a digest, names both, and quarantines the file', async () => {
      const expected = packageFileOf(someBytes(SIZE, 2));
      await assert.rejects(rig.get(expected, origin), (error: unknown) => {
        assert.ok(isEngineError(error, 'integrity'));
        const { quarantinePath, sources, identity = [], evidence, ...facts } = error.facts;
        const actual = sha256Of(bytes);
        assert.deepEqual(facts, { what: 'sha256', expected: expected.upstreamId, actual, source: 'listed' });
        assert.deepEqual(
          [...identity, ...sources].map(({ kind, fits }) => [kind, fits]),
          [['listed', false]],
        );
        assert.equal(evidence?.digests.sha256, actual);
        assert.deepEqual(rig.log.lines, []);
        assert.ok(quarantinePath);
        return true;
      });
      const [kept] = await rig.files('aside');
      assert.ok(kept);
      assert.deepEqual([await rig.files('blobs'), await rig.files('partials')], [[], []]);
      assert.deepEqual((await rig.store.list()).records, []);
      assert.equal(await rig.counted(), 0);
    });

    it('returns the slot and the count when it fails', async () => {
      rig.limits.concurrent = 1;
      for (let round = 0; round < 3; round += 1) {
        origin.answers.push(...Array.from({ length: 3 }, () => ({ fail: brokenConnection() })));
        await assert.rejects(passing(rig.clock, rig.get(asset, origin)), { code: 'network' });
      }
      assert.equal(await rig.counted(), 0);
      assert.equal((await rig.get(asset, origin)).record.sizeBytes, SIZE);
      assert.deepEqual(await rig.files('leases'), []);
    });
  });

  describe('a hit', () => {
    it('costs no request, no slot and no count, and is marked as cached', async () => {
      await rig.get(asset, origin);
      rig.limits.concurrent = 1;
      const never = new AbortController().signal;
      await rig.limiter.enter(USER, never, () => undefined);
      const hit = await rig.get(asset, origin);
      assert.equal(hit.fromCache, true);
      assert.equal(origin.asked.length, 1);
      assert.equal(await rig.counted(), 1);
    });

    it('notes that it was used, at most once a minute', async () => {
      const { record } = await rig.get(asset, origin);
      const used = async (): Promise<number | undefined> => (await rig.store.find(record.key))?.usedAt;
      await rig.clock.advance(59_000);
      await rig.get(asset, origin);
      assert.equal(await used(), record.usedAt);
      await rig.clock.advance(1000);
      await rig.get(asset, origin);
      assert.equal(await used(), rig.clock.now());
    });

    it('does not hit for another upstream file under the same key', async () => {
      const before = packageFileOf(bytes);
      await rig.get(before, origin);
      assert.equal(await rig.cache.find(packageFileOf(someBytes(10))), undefined);
    });
  });

  describe('a stale row', () => {
    const refetches = async (): Promise<void> => {
      const again = await rig.get(asset, origin);
      assert.equal(again.fromCache, false);
      assert.ok((await readFile(again.path)).equals(bytes));
      assert.equal(again.record.evidence.kind, 'remembered');
      assert.equal((await rig.store.list()).records.length, 1);
    };

    it('is fetched again when its file is gone', async () => {
      await rm((await rig.get(asset, origin)).path);
      await refetches();
    });

    it('is fetched again when the size differs', async () => {
      await overwrite((await rig.get(asset, origin)).path, bytes.subarray(1));
      await refetches();
    });

    it('is fetched again, with the file in quarantine, when its time is odd and its bytes changed', async () => {
      const { path } = await rig.get(asset, origin);
      const changed = someBytes(SIZE, 3);
      await overwrite(path, changed);
      await utimes(path, Date.now() / 1000 + 60, Date.now() / 1000 + 60);
      await refetches();
      assert.equal((await rig.files('aside')).length, 1);
    });

    it('is fetched again when another file with the old time was put in its place', async () => {
      const { path } = await rig.get(asset, origin);
      assert.equal((await rig.get(asset, origin)).fromCache, true);
      const { mtime, atime } = await stat(path);
      await writeFile(`${path}.new`, someBytes(SIZE, 3));
      await utimes(`${path}.new`, atime, mtime);
      await replaceFile(`${path}.new`, path, systemClock);
      await refetches();
    });

    itWith('fineTimes', 'is a hit when only its time is odd, and is not hashed again for that', async () => {
      const { path, record } = await rig.get(asset, origin);
      await utimes(path, Date.now() / 1000 + 60, Date.now() / 1000 + 60);
      assert.equal((await rig.get(asset, origin)).fromCache, true);
      assert.ok(Math.abs((await stat(path)).mtimeMs - record.storedAt) < 2);
    });

    it('is refused when the new bytes are not those remembered for the same uuid', async () => {
      const { path, record } = await rig.get(asset, origin);
      await rm(path);
      origin.bytes = someBytes(SIZE, 4);
      await assert.rejects(rig.get(asset, origin), (error: unknown) => {
        assert.ok(isEngineError(error, 'integrity'));
        assert.equal(error.facts.source, 'remembered');
        assert.equal(error.facts.expected, record.sha256);
        return true;
      });
      assert.deepEqual(await rig.store.find(record.key), record);
    });
  });

  describe('a package file that was uploaded again', () => {
    const before = packageFileOf(bytes);
    const newBytes = someBytes(1000, 9);
    const after = packageFileOf(newBytes);

    it('replaces the old one, whose bytes stay for their readers for a while', async () => {
      const old = await rig.get(before, origin);
      const now = await rig.get(after, new FakeOrigin(newBytes));
      assert.equal(now.record.key, old.record.key);
      assert.equal((await rig.store.list()).records.length, 1);
      rig.limits.maxSizeBytes = 1;
      await rig.clock.advance(10 * 60_000);
      await rig.cache.trim();
      assert.equal(await exists(old.path), true);
      await rig.clock.advance(60_000);
      await rig.cache.trim();
      assert.equal(await exists(old.path), false);
    });

    it('leaves the old bytes to a later sweep when the process ends early', async () => {
      const old = await rig.get(before, origin);
      await rig.get(after, new FakeOrigin(newBytes));
      await rig.cache.close();
      assert.equal(rig.clock.pending, 0);
      for (let days = 0; days < 3; days += 1) {
        const later = await makeRig(directory(), { clock: rig.clock });
        await later.get(after, new FakeOrigin(newBytes));
        await later.cache.trim();
        await later.cache.close();
        assert.equal(await exists(old.path), days < 2);
        await rig.clock.advance(24 * 3_600_000);
      }
    });

    it('keeps the old bytes while another record needs them', async () => {
      const old = await rig.get(before, origin);
      await rig.get(asset, origin);
      await rig.get(after, new FakeOrigin(newBytes));
      assert.equal(await exists(old.path), true);
    });

    it('does not join a transfer of the old bytes', async () => {
      const { promise: resume, resolve } = Promise.withResolvers<void>();
      origin.answers.push({ stallAfterBytes: 100, resume });
      const old = rig.get(before, origin);
      await until(() => origin.asked.length === 1);
      const now = passing(rig.clock, rig.get(after, new FakeOrigin(newBytes)));
      await settle();
      resolve();
      assert.equal((await old).record.sha256, sha256Of(bytes));
      assert.equal((await now).record.sha256, sha256Of(newBytes));
    });
  });

  it('hashes a touched file only until the caller leaves', async () => {
    const big = new FakeOrigin(someBytes(3_000_000));
    const { path } = await rig.get(attachmentOf(big.bytes), big);
    await utimes(path, Date.now() / 1000 + 60, Date.now() / 1000 + 60);
    const stop = new AbortController();
    const find = rig.cache.find(attachmentOf(big.bytes), { signal: stop.signal });
    stop.abort(new Error('enough'));
    await assert.rejects(find, /enough/);
  });

  it('notifies listeners of each change until they leave', async () => {
    let changes = 0;
    const leave = rig.cache.onDidChange(() => (changes += 1));
    const { record } = await rig.get(asset, origin);
    assert.equal(changes, 1);
    await rig.cache.keep(record.key, true);
    await rig.cache.verify(record.key);
    await rig.cache.evict([record.key], { alsoKept: true });
    assert.equal(changes, 4);
    leave();
    await rig.get(asset, origin);
    assert.equal(changes, 4);
  });

  describe('close', () => {
    it('does not wait for a long list of records', async () => {
      let lists = 0;
      const wrapStore = (store: AssetStore) =>
        withMethods(store, {
          list: (signal) => {
            lists += 1;
            return new Promise<never>((_resolve, reject) => {
              const stop = (): void => reject(signal?.reason as Error);
              if (signal?.aborted) stop();
              else signal?.addEventListener('abort', stop);
            });
          },
        });
      const slow = await makeRig(directory(), { wrapStore });
      await slow.get(asset, origin);
      await until(() => lists > 0);
      const evicting = assert.rejects(slow.cache.evict(['a'.repeat(64)], { alsoKept: true }), { name: 'AbortError' });
      await slow.cache.close();
      await evicting;
    });

    it('aborts transfers, keeps the parts received, and rejects later calls', async () => {
      origin.answers.push({ stallAfterBytes: 100_000 });
      const running = rig.get(asset, origin);
      await until(() => origin.asked.length === 1);
      const rejected = assert.rejects(running, { name: 'AbortError' });
      await rig.cache.close();
      await rejected;
      assert.equal(origin.openBodies, 0);
      assert.deepEqual(await rig.files('leases'), []);
      await assert.rejects(rig.get(asset, origin), { name: 'AbortError' });
      assert.equal(rig.clock.pending, 0, 'no timer is left');
    });

    it('stops a call that has not reached the network yet', async () => {
      const call = assert.rejects(rig.get(asset, origin), { name: 'AbortError' });
      await rig.cache.close();
      await call;
      assert.deepEqual(origin.asked, []);
    });
  });
});
