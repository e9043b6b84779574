import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile, rm, stat, utimes } from 'node:fs/promises';
import type { Progress } from '../../../../src/engine/cache/progress.ts';
import type { EngineError } from '../../../../src/engine/errors.ts';
import { exists, until, useRig } from '../../../support/cacheRig.ts';
import type { Rig } from '../../../support/cacheRig.ts';
import { FakeOrigin, attachmentOf, packageFileOf, someBytes } from '../../../support/fakeOrigin.ts';
import { overwrite } from '../../../support/overwrite.ts';
import { sha256Of } from '../../../support/records.ts';

const SIZE = 300_000;
const HOUR_MS = 60 * 60_000;

describe('DownloadCache and evidence', () => {
  const bytes = someBytes(SIZE);
  const asset = attachmentOf(bytes);
  let rig: Rig;
  let origin: FakeOrigin;
  useRig(bytes, (fresh) => ({ rig, origin } = fresh));

  describe('pins and better evidence', () => {
    it('holds a hit against a pin, without touching the file, and keeps the agreement as evidence', async () => {
      const { record, path } = await rig.get(asset, origin);
      await assert.rejects(rig.get(asset, origin, { pin: { sha256: 'f'.repeat(64) } }), {
        code: 'integrity',
        message: `sha256 is ${record.sha256}, expected by pin: ${'f'.repeat(64)}`,
      });
      assert.equal(await exists(path), true);
      const held = await rig.get(asset, origin, { pin: { sha256: record.sha256.toUpperCase() } });
      assert.equal(held.record.evidence.kind, 'pin');
      assert.equal((await rig.store.find(record.key))?.evidence.kind, 'pin');
    });

    it('reads the bytes for a pinned SHA-512, once', async () => {
      const { path } = await rig.get(asset, origin);
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
      assert.equal((await rig.get(told, origin)).record.evidence.kind, 'server');
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
      assert.deepEqual([evidence.kind, evidence.checkedAt], ['server', rig.clock.now()]);
      assert.deepEqual(
        evidence.sources.map(({ kind }) => kind),
        ['server', 'remembered'],
      );
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
      await rig.cache.verify(record.key, {
        onProgress: () => void (evicted ??= rig.cache.evict([record.key], { alsoPinned: true })),
      });
      await evicted;
      assert.equal(await rig.store.find(record.key), undefined);
    });

    it('sets a changed file aside, tells both digests, and keeps the record as memory', async () => {
      const { path, record } = await rig.get(asset, origin);
      const changed = someBytes(SIZE, 6);
      await overwrite(path, changed);
      const result = await rig.cache.verify(record.key);
      assert.ok(result.state === 'broken');
      const { expected, actual, setAside = '' } = result.error.facts;
      assert.deepEqual([expected, actual], [record.sha256, sha256Of(changed)]);
      assert.ok((await readFile(setAside)).equals(changed));
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

  describe('a package file that was uploaded again while the old one is pinned', () => {
    const before = packageFileOf(bytes);
    const newBytes = someBytes(1000, 9);
    const after = packageFileOf(newBytes);
    const refusal = {
      code: 'integrity',
      message: `sha256 is ${sha256Of(newBytes)}, expected by pin: ${sha256Of(bytes)}`,
    };

    it('is refused, before anything is asked for where its digest is listed; the old one stays', async () => {
      const old = await rig.get(before, origin);
      await rig.cache.pin(old.record.key, true);
      const other = new FakeOrigin(newBytes);
      await assert.rejects(rig.get(after, other), refusal);
      assert.deepEqual(other.asked, []);
      assert.deepEqual(await rig.store.find(old.record.key), { ...old.record, pinned: true });
      assert.equal((await rig.get(before, origin)).path, old.path);
      assert.equal(await rig.counted(), 1);
    });

    it('is refused by its bytes where no digest is listed, or when the pin came while it was received', async () => {
      const old = await rig.get(before, origin);
      const other = new FakeOrigin(newBytes);
      const { promise: resume, resolve } = Promise.withResolvers<void>();
      other.answers.push({ stallAfterBytes: 100, resume });
      const now = rig.get({ ...after, digests: {} }, other);
      await until(() => other.asked.length === 1);
      await rig.cache.pin(old.record.key, true);
      resolve();
      await assert.rejects(now, ({ code, facts }: EngineError<'integrity'>) => {
        assert.deepEqual([code, facts.source, facts.expected], ['integrity', 'pin', sha256Of(bytes)]);
        return facts.setAside !== undefined;
      });
      assert.equal(await exists(old.path), true);
    });

    it('takes its place after the pin is gone, and the same bytes do at any time', async () => {
      const old = await rig.get(before, origin);
      await rig.cache.pin(old.record.key, true);
      const same = await rig.get({ ...before, upstreamId: 'uploaded again', digests: {} }, origin);
      assert.deepEqual([same.record.pinned, same.record.evidence.kind], [true, 'pin']);
      await rig.cache.pin(old.record.key, false);
      assert.equal((await rig.get(after, new FakeOrigin(newBytes))).record.sha256, sha256Of(newBytes));
    });
  });
});
