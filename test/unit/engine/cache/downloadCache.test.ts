import assert from 'node:assert/strict';
import { chmod, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import type { Progress } from '../../../../src/engine/cache/progress.ts';
import { isEngineError } from '../../../../src/engine/errors.ts';
import { recordKey } from '../../../../src/engine/model.ts';
import { USER, exists, makeRig, passing, until } from '../../../support/cacheRig.ts';
import type { Rig } from '../../../support/cacheRig.ts';
import { settle } from '../../../support/fakeClock.ts';
import { FakeOrigin, attachmentOf, brokenConnection, packageFileOf, someBytes } from '../../../support/fakeOrigin.ts';
import { sha256Of } from '../../../support/records.ts';
import { useTempDir } from '../../../support/tempDir.ts';

const SIZE = 300_000;
const HOUR_MS = 60 * 60_000;

describe('DownloadCache', () => {
  const directory = useTempDir();
  const bytes = someBytes(SIZE);
  const asset = attachmentOf(bytes);
  let rig: Rig;
  let origin: FakeOrigin;

  beforeEach(async () => {
    rig = await makeRig(directory());
    origin = new FakeOrigin(bytes);
  });
  afterEach(() => rig.cache.close());

  const overwrite = async (path: string, content: Buffer): Promise<void> => {
    await chmod(path, 0o644);
    await writeFile(path, content);
  };

  describe('a miss', () => {
    it('brings the file under its digest, read-only, with a record, and leaves nothing else', async () => {
      const { record, path, fromCache } = await rig.get(asset, origin);
      assert.equal(fromCache, false);
      assert.ok((await readFile(path)).equals(bytes));
      assert.ok(path.endsWith(sha256Of(bytes)));
      assert.equal((await stat(path)).mode & 0o222, 0);
      assert.deepEqual(await rig.store.find(recordKey(asset)), record);
      assert.deepEqual(record.evidence, { kind: 'none', checkedAt: rig.clock.now() });
      for (const room of ['partials', 'leases', 'aside'] as const) assert.deepEqual(await rig.files(room), []);
      assert.equal(await rig.counted(), 1);
    });

    it('refuses what is larger than the cap before it asks for it', async () => {
      rig.limits.maxSizeBytes = SIZE - 1;
      const facts = { what: 'asset', sizeBytes: SIZE, limitBytes: SIZE - 1 };
      await assert.rejects(rig.get(asset, origin), { code: 'tooLarge', facts });
      assert.deepEqual(origin.asked, []);
      assert.equal(await rig.counted(), 0);
    });

    it('is refused by the daily limit without a request, and hits go on', async () => {
      rig.limits.perDay = 1;
      await rig.get(asset, origin);
      const other = new FakeOrigin(someBytes(10));
      await assert.rejects(rig.get(attachmentOf(other.bytes), other), { code: 'limited' });
      assert.deepEqual(other.asked, []);
      assert.equal((await rig.get(asset, origin)).fromCache, true);
    });

    it('never serves bytes that disagree with a digest: both are told and the file is kept aside', async () => {
      const expected = packageFileOf(someBytes(SIZE, 2));
      await assert.rejects(rig.get(expected, origin), (error: unknown) => {
        assert.ok(isEngineError(error, 'integrity'));
        const { setAside, ...facts } = error.facts;
        const actual = sha256Of(bytes);
        assert.deepEqual(facts, { what: 'sha256', expected: expected.upstreamId, actual, source: 'registryDigest' });
        assert.deepEqual(rig.log.lines, []);
        assert.ok(setAside);
        return true;
      });
      const [kept] = await rig.files('aside');
      assert.ok(kept);
      assert.deepEqual([await rig.files('blobs'), await rig.files('partials')], [[], []]);
      assert.deepEqual(await rig.store.list(), []);
      assert.equal(await rig.counted(), 0);
    });

    it('gives slot and count back when it fails', async () => {
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
    it('costs no request, no slot and no count, and is told from a fetch', async () => {
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

    it('is none for another upstream file under the same key', async () => {
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
      assert.equal((await rig.store.list()).length, 1);
    };

    it('is fetched again when its file is gone', async () => {
      await rm((await rig.get(asset, origin)).path);
      await refetches();
    });

    it('is fetched again when the size differs', async () => {
      await overwrite((await rig.get(asset, origin)).path, bytes.subarray(1));
      await refetches();
    });

    it('is fetched again, and the file kept aside, when its time is odd and its bytes changed', async () => {
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
      await rename(`${path}.new`, path);
      await refetches();
    });

    it('is a hit when only its time is odd, and is not hashed again for that', async () => {
      const { path, record } = await rig.get(asset, origin);
      await utimes(path, Date.now() / 1000 + 60, Date.now() / 1000 + 60);
      assert.equal((await rig.get(asset, origin)).fromCache, true);
      assert.ok(Math.abs((await stat(path)).mtimeMs - record.storedAt) < 2);
    });

    it('is refused when the refetched bytes are not those remembered for the same uuid', async () => {
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

    it('takes the place of the old one, whose bytes go', async () => {
      const old = await rig.get(before, origin);
      const now = await rig.get(after, new FakeOrigin(newBytes));
      assert.equal(now.record.key, old.record.key);
      assert.equal(await exists(old.path), false);
      assert.equal((await rig.store.list()).length, 1);
    });

    it('leaves the old bytes while another record has them', async () => {
      const old = await rig.get(before, origin);
      await rig.get(asset, origin);
      await rig.get(after, new FakeOrigin(newBytes));
      assert.equal(await exists(old.path), true);
    });

    it('keeps its pin', async () => {
      const old = await rig.get(before, origin);
      await rig.cache.pin(old.record.key, true);
      assert.equal((await rig.get(after, new FakeOrigin(newBytes))).record.pinned, true);
    });

    it('is not given the old bytes because they are on their way', async () => {
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

  describe('with several callers', () => {
    it('fetches once for all, and counts once', async () => {
      const found = await Promise.all([rig.get(asset, origin), rig.get(asset, origin), rig.get(asset, origin)]);
      assert.equal(new Set(found.map(({ path }) => path)).size, 1);
      assert.equal(origin.asked.length, 1);
      assert.equal(await rig.counted(), 1);
    });

    it('lets each leave on its own; nobody starts from zero for it', async () => {
      const stop = new AbortController();
      const { promise: resume, resolve } = Promise.withResolvers<void>();
      origin.answers.push({ stallAfterBytes: 200_000, resume });
      const first = rig.get(asset, origin, { signal: stop.signal });
      const second = rig.get(asset, origin);
      await until(() => origin.asked.length === 1);
      const leftAt = performance.now();
      stop.abort(new Error('I leave'));
      await assert.rejects(first, /I leave/);
      assert.ok(performance.now() - leftAt < 100);
      resolve();
      assert.equal((await second).record.sizeBytes, SIZE);
      assert.equal(origin.asked.length, 1);
    });

    it('stops the transfer when the last has left, and continues it when one comes back', async () => {
      const stop = new AbortController();
      origin.answers.push({ stallAfterBytes: 200_000 });
      const progress: Progress[] = [];
      const first = rig.get(asset, origin, { signal: stop.signal, onProgress: (state) => progress.push(state) });
      await until(() => progress.some((state) => state.phase === 'transfer' && state.receivedBytes === 200_000));
      const leftAt = performance.now();
      stop.abort(new Error('enough'));
      await assert.rejects(first, /enough/);
      assert.ok(performance.now() - leftAt < 100, 'settles within 100 ms');
      await rig.get(asset, origin);
      assert.deepEqual(origin.asked, [undefined, { offsetBytes: 200_000, validator: '"v1"' }]);
      assert.equal(origin.openBodies, 0);
      assert.equal(await rig.counted(), 1);
      assert.deepEqual(await rig.files('partials'), []);
    });

    it('does not fetch again for one who looked before the first was done and came after', async () => {
      const { promise: looked, resolve: look } = Promise.withResolvers<void>();
      const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
      let calls = 0;
      const slow = await makeRig(directory(), {
        wrapStore: (store) => ({
          ...bindAll(store),
          find: async (key) => {
            const record = await store.find(key);
            if ((calls += 1) !== 1) return record;
            look();
            await held;
            return record;
          },
        }),
      });
      const late = slow.get(asset, origin);
      await looked;
      await slow.get(asset, origin);
      letGo();
      assert.equal((await late).fromCache, true);
      assert.equal(origin.asked.length, 1);
      assert.equal(await slow.counted(), 1);
      await slow.cache.close();
    });

    it('tells progress to all, and at once to one who comes late', async () => {
      const { promise: resume, resolve } = Promise.withResolvers<void>();
      origin.answers.push({ stallAfterBytes: 100_000, resume });
      const heard: Progress[][] = [[], []];
      const first = rig.get(asset, origin, { onProgress: (state) => heard[0]?.push(state) });
      await until(() => heard[0]?.some((state) => state.phase === 'transfer' && state.receivedBytes > 0) ?? false);
      const second = rig.get(asset, origin, { onProgress: (state) => heard[1]?.push(state) });
      await until(() => heard[1]?.length === 1);
      resolve();
      await Promise.all([first, second]);
      assert.deepEqual(heard[1]?.at(-1), heard[0]?.at(-1));
    });

    it('tells the place in the queue to one who waits for a slot', async () => {
      rig.limits.concurrent = 1;
      const ticket = await rig.limiter.enter(USER, new AbortController().signal, () => undefined);
      const heard: Progress[] = [];
      const waiting = rig.get(asset, origin, { onProgress: (state) => heard.push(state) });
      await until(() => heard.length > 0);
      assert.deepEqual(heard, [{ phase: 'queued', place: 1 }]);
      await ticket.release('done');
      await waiting;
    });

    it("fails nobody because of another's wrong pin", async () => {
      const wrong = rig.get(asset, origin, { pin: { sha256: 'f'.repeat(64) } });
      const plain = passing(rig.clock, rig.get(asset, origin));
      await assert.rejects(wrong, { code: 'integrity' });
      assert.equal((await plain).record.sha256, sha256Of(bytes));
    });
  });

  describe('pins and better evidence', () => {
    it('holds a hit against a pin, without touching the file, and keeps the agreement as evidence', async () => {
      const { record, path } = await rig.get(asset, origin);
      await assert.rejects(rig.get(asset, origin, { pin: { sha256: 'f'.repeat(64) } }), {
        code: 'integrity',
        facts: { what: 'sha256', expected: 'f'.repeat(64), actual: record.sha256, source: 'pin' },
      });
      assert.equal(await exists(path), true);
      const held = await rig.get(asset, origin, { pin: { sha256: record.sha256.toUpperCase() } });
      assert.equal(held.record.evidence.kind, 'pin');
      assert.equal((await rig.store.find(record.key))?.evidence.kind, 'pin');
    });

    it('reads the bytes for a pinned SHA-512, once', async () => {
      const { path } = await rig.get(asset, origin);
      const { createHash } = await import('node:crypto');
      const sha512 = createHash('sha512').update(bytes).digest('hex');
      assert.equal((await rig.get(asset, origin, { pin: { sha512 } })).record.evidence.kind, 'pin');
      const { mtime, atime } = await stat(path);
      await overwrite(path, someBytes(SIZE, 5));
      await utimes(path, atime, mtime);
      assert.equal((await rig.get(asset, origin, { pin: { sha512 } })).fromCache, true, 'known, so not read again');
      await assert.rejects(rig.get(asset, origin, { pin: { sha512: 'f'.repeat(128) } }), { code: 'integrity' });
    });

    it('takes a digest that the instance has begun to give, and refuses one that disagrees', async () => {
      await rig.get(asset, origin);
      const told = { ...asset, digests: { sha256: sha256Of(bytes) } };
      assert.equal((await rig.get(told, origin)).record.evidence.kind, 'attachmentDigest');
      await assert.rejects(rig.get({ ...asset, digests: { sha256: 'f'.repeat(64) } }, origin), { code: 'integrity' });
    });
  });

  describe('verify', () => {
    it('reads all bytes and says that they are what they were, with the time', async () => {
      const { record } = await rig.get(packageFileOf(bytes), origin);
      await rig.clock.advance(HOUR_MS);
      const heard: Progress[] = [];
      const result = await rig.cache.verify(record.key, { onProgress: (state) => heard.push(state) });
      assert.equal(result.state, 'intact');
      assert.deepEqual(heard.at(-1), { phase: 'verifying', checkedBytes: SIZE, sizeBytes: SIZE });
      const { evidence } = (await rig.store.find(record.key))!;
      assert.deepEqual(evidence, { ...record.evidence, kind: 'registryDigest', checkedAt: rig.clock.now() });
    });

    it('keeps better evidence than it found itself', async () => {
      const { record } = await rig.get(asset, origin, { pin: { sha256: sha256Of(bytes) } });
      await rig.cache.verify(record.key);
      assert.equal((await rig.store.find(record.key))?.evidence.kind, 'pin');
    });

    it('does not undo what happened to the record while it read', async () => {
      const { record } = await rig.get(asset, origin);
      const pinned = rig.cache.verify(record.key, { onProgress: () => void rig.cache.pin(record.key, true) });
      await pinned;
      await until(async () => (await rig.store.find(record.key))?.pinned === true);
      assert.equal((await rig.store.find(record.key))?.evidence.kind, 'remembered');
      let evicted: Promise<number> | undefined;
      await rig.cache.verify(record.key, { onProgress: () => (evicted ??= rig.cache.evict(record.key)) });
      await evicted;
      assert.equal(await rig.store.find(record.key), undefined);
    });

    it('sets a changed file aside, tells both digests, and keeps the record as memory', async () => {
      const { path, record } = await rig.get(asset, origin);
      const changed = someBytes(SIZE, 6);
      await overwrite(path, changed);
      const result = await rig.cache.verify(record.key);
      assert.ok(result.state === 'broken');
      assert.deepEqual([result.expectation.hex, result.actual], [record.sha256, sha256Of(changed)]);
      assert.ok((await readFile(result.setAside)).equals(changed));
      assert.equal(await exists(path), false);
      assert.deepEqual(await rig.store.find(record.key), record);
      assert.equal((await rig.cache.verify(record.key)).state, 'missing');
    });

    it('says so when there is no record or no file', async () => {
      assert.equal((await rig.cache.verify('0'.repeat(64))).state, 'missing');
      const { record, path } = await rig.get(asset, origin);
      await rm(path);
      assert.deepEqual(await rig.cache.verify(record.key), { state: 'missing', record });
    });

    it('stops at an abort', async () => {
      const big = new FakeOrigin(someBytes(3_000_000));
      const { record } = await rig.get(attachmentOf(big.bytes), big);
      const stop = new AbortController();
      const onProgress = (): void => stop.abort(new Error('enough'));
      await assert.rejects(rig.cache.verify(record.key, { signal: stop.signal, onProgress }), /enough/);
    });
  });

  it('hashes a touched file only until the caller leaves', async () => {
    const big = new FakeOrigin(someBytes(3_000_000));
    const { path } = await rig.get(attachmentOf(big.bytes), big);
    await utimes(path, Date.now() / 1000 + 60, Date.now() / 1000 + 60);
    const stop = new AbortController();
    const find = rig.cache.find(attachmentOf(big.bytes), stop.signal);
    stop.abort(new Error('enough'));
    await assert.rejects(find, /enough/);
  });

  it('tells listeners of each change until they leave', async () => {
    let changes = 0;
    const leave = rig.cache.onDidChange(() => (changes += 1));
    const { record } = await rig.get(asset, origin);
    assert.equal(changes, 1);
    await rig.cache.pin(record.key, true);
    await rig.cache.verify(record.key);
    await rig.cache.evict(record.key);
    assert.equal(changes, 4);
    leave();
    await rig.get(asset, origin);
    assert.equal(changes, 4);
  });

  describe('close', () => {
    it('stops transfers with an abort, keeps what came, and takes no more calls', async () => {
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

    it('lets a call that is on its way to the network not start', async () => {
      const call = assert.rejects(rig.get(asset, origin), { name: 'AbortError' });
      await rig.cache.close();
      await call;
      assert.deepEqual(origin.asked, []);
    });
  });
});

/** The methods of an object of a class, so that it can be spread. */
function bindAll<T extends object>(object: T): T {
  const names = Object.getOwnPropertyNames(Object.getPrototypeOf(object)) as (keyof T & string)[];
  return Object.fromEntries(
    names.map((name) => [name, (object[name] as (...args: unknown[]) => unknown).bind(object)]),
  ) as T;
}
