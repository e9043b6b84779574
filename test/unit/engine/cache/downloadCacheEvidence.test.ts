import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile, rm, stat, utimes } from 'node:fs/promises';
import type { Progress } from '../../../../src/engine/cache/progress.ts';
import type { EngineError } from '../../../../src/engine/errors.ts';
import { exists, until, useRig } from '../../../support/cacheRig.ts';
import type { Rig } from '../../../support/cacheRig.ts';
import { FakeOrigin, attachmentOf, packageFileOf, someBytes } from '../../../support/fakeOrigin.ts';
import { fakeEvidenceSource } from '../../../support/fakeEvidenceSource.ts';
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

  describe('the requested file', () => {
    const meaning = (sha256: string) => ({ expected: { by: 'lock', digests: { sha256 } } }) as const;

    it('rejects a hit with another digest without touching it', async () => {
      const { record, path } = await rig.get(asset, origin);
      await assert.rejects(rig.get(asset, origin, meaning('f'.repeat(64))), {
        code: 'integrity',
        message: `sha256 is ${record.sha256}, expected by lock: ${'f'.repeat(64)}`,
      });
      await assert.rejects(rig.get({ ...asset, digests: { sha256: 'f'.repeat(64) } }, origin), {
        code: 'integrity',
        message: `sha256 is ${record.sha256}, expected by listed: ${'f'.repeat(64)}`,
      });
      assert.equal(await exists(path), true);
      assert.deepEqual(await rig.store.find(record.key), record);
    });

    it('gains no evidence and records nothing from the expected digest', async () => {
      const sha256 = sha256Of(bytes);
      const fetched = await rig.get({ ...asset, digests: { sha256 } }, origin, meaning(sha256));
      assert.deepEqual([fetched.record.evidence.kind, fetched.record.evidence.sources], ['none', []]);
      const hit = await rig.get(asset, origin, meaning(sha256.toUpperCase()));
      assert.deepEqual([hit.fromCache, hit.record], [true, fetched.record]);
      const kept = JSON.stringify(await rig.store.find(fetched.record.key));
      assert.doesNotMatch(kept, /lock/);
      assert.deepEqual(fetched.record.digests, {});
    });

    it('accepts a SHA-512, for which the bytes are read once', async () => {
      const { path } = await rig.get(asset, origin);
      const digests = { sha512: createHash('sha512').update(bytes).digest('hex') };
      const expected = { by: 'caller', digests } as const;
      assert.equal((await rig.get(asset, origin, { expected })).record.evidence.kind, 'remembered');
      const { mtime, atime } = await stat(path);
      await overwrite(path, someBytes(SIZE, 5));
      await utimes(path, atime, mtime);
      assert.equal(
        (await rig.get(asset, origin, { expected })).fromCache,
        true,
        'the digest is known, so it is not read again',
      );
      const other = { by: 'caller', digests: { sha512: 'f'.repeat(128) } } as const;
      await assert.rejects(rig.get(asset, origin, { expected: other }), { code: 'integrity' });
    });
  });

  describe('pins and better evidence', () => {
    it('compares a hit with the current pin and records the agreement as evidence', async () => {
      const { record, path } = await rig.get(asset, origin);
      await assert.rejects(
        rig.get(asset, origin, { evidenceSource: fakeEvidenceSource({ pin: { sha256: 'f'.repeat(64) } }) }),
        {
          code: 'integrity',
          message: `sha256 is ${record.sha256}, expected by pin: ${'f'.repeat(64)}`,
        },
      );
      assert.equal(await exists(path), true);
      const evidenceSource = fakeEvidenceSource({ pin: { sha256: record.sha256.toUpperCase() } });
      assert.equal((await rig.get(asset, origin, { evidenceSource })).record.evidence.kind, 'pin');
      assert.equal((await rig.store.find(record.key))?.evidence.kind, 'pin');
    });

    it('ignores a pin that the user has removed', async () => {
      const pinned = fakeEvidenceSource({ pin: { sha256: sha256Of(bytes) } });
      const { record } = await rig.get(asset, origin, { evidenceSource: pinned });
      assert.equal(record.evidence.kind, 'pin');
      assert.equal(
        (await rig.get(asset, origin, { evidenceSource: fakeEvidenceSource() })).record.evidence.kind,
        'remembered',
      );
      assert.equal((await rig.store.find(record.key))?.evidence.kind, 'remembered');
    });

    it('counts a digest that the instance now gives, and refuses one that contradicts the file', async () => {
      const sha256 = sha256Of(bytes);
      const labelled = { ...asset, digests: { sha256 } };
      await rig.get(asset, origin, { evidenceSource: fakeEvidenceSource({ listed: {} }) });
      const hit = await rig.get(labelled, origin, { evidenceSource: fakeEvidenceSource({ listed: labelled.digests }) });
      assert.equal(hit.record.evidence.kind, 'server');
      assert.deepEqual(hit.record.evidence.listed, { sha256 });
      await assert.rejects(rig.get({ ...asset, digests: { sha256: 'f'.repeat(64) } }, origin), { code: 'integrity' });
    });

    it("counts a digest as the instance's only if the engine fetched it there", async () => {
      const labelled = { ...asset, digests: { sha256: sha256Of(bytes) } };
      const { record } = await rig.get(labelled, origin, { evidenceSource: fakeEvidenceSource({ listed: {} }) });
      assert.equal(record.evidence.kind, 'none');
      const hit = await rig.get(labelled, origin, {
        evidenceSource: fakeEvidenceSource({ listed: {}, require: 'server' }),
      });
      assert.equal(hit.record.evidence.kind, 'remembered');
    });
  });

  describe('verify', () => {
    it('reads all bytes and records that they are unchanged, with the time', async () => {
      const file = packageFileOf(bytes);
      const { record } = await rig.get(file, origin, { evidenceSource: fakeEvidenceSource({ listed: file.digests }) });
      await rig.clock.advance(HOUR_MS);
      const reports: Progress[] = [];
      const result = await rig.cache.verify(record.key, { onProgress: (state) => reports.push(state) });
      assert.equal(result.state, 'intact');
      assert.deepEqual(reports.at(-1), { phase: 'verifying', checkedBytes: SIZE, sizeBytes: SIZE });
      const { evidence } = (await rig.store.find(record.key))!;
      assert.deepEqual([evidence.kind, evidence.checkedAt], ['server', rig.clock.now()]);
      assert.deepEqual(
        evidence.sources.map(({ kind }) => kind),
        ['server', 'remembered'],
      );
    });

    it('keeps evidence that is better than its own', async () => {
      const evidenceSource = fakeEvidenceSource({ pin: { sha256: sha256Of(bytes) } });
      const { record } = await rig.get(asset, origin, { evidenceSource });
      await rig.cache.verify(record.key);
      assert.equal((await rig.store.find(record.key))?.evidence.kind, 'pin');
    });

    it('does not undo what happened to the record while it read', async () => {
      const { record } = await rig.get(asset, origin);
      const pinned = rig.cache.verify(record.key, { onProgress: () => void rig.cache.keep(record.key, true) });
      await pinned;
      await until(async () => (await rig.store.find(record.key))?.kept === true);
      assert.equal((await rig.store.find(record.key))?.evidence.kind, 'remembered');
      let evicted: Promise<number> | undefined;
      await rig.cache.verify(record.key, {
        onProgress: () => void (evicted ??= rig.cache.evict([record.key], { alsoKept: true })),
      });
      await evicted;
      assert.equal(await rig.store.find(record.key), undefined);
    });

    it('quarantines a changed file, reports both digests, and keeps the record', async () => {
      const { path, record } = await rig.get(asset, origin);
      const changed = someBytes(SIZE, 6);
      await overwrite(path, changed);
      const result = await rig.cache.verify(record.key);
      assert.ok(result.state === 'broken');
      const { expected, actual, quarantinePath = '' } = result.error.facts;
      assert.deepEqual([expected, actual], [record.sha256, sha256Of(changed)]);
      assert.ok((await readFile(quarantinePath)).equals(changed));
      assert.equal(await exists(path), false);
      const { absence, ...kept } = (await rig.store.find(record.key)) ?? assert.fail();
      assert.deepEqual([kept, absence?.kind], [record, 'refused']);
      assert.equal((await rig.cache.verify(record.key)).state, 'broken');
    });

    it('reports a missing record or file', async () => {
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

  describe('a package file that was uploaded again while the old one is kept', () => {
    const before = packageFileOf(bytes);
    const newBytes = someBytes(1000, 9);
    const after = packageFileOf(newBytes);
    const refusal = {
      code: 'integrity',
      message: `sha256 is ${sha256Of(newBytes)}, expected by kept: ${sha256Of(bytes)}`,
    };

    it('is refused before any request if its digest is listed, and the old one stays', async () => {
      const old = await rig.get(before, origin);
      await rig.cache.keep(old.record.key, true);
      const other = new FakeOrigin(newBytes);
      await assert.rejects(rig.get(after, other), refusal);
      assert.deepEqual(other.asked, []);
      assert.deepEqual(await rig.store.find(old.record.key), { ...old.record, kept: true });
      assert.equal((await rig.get(before, origin)).path, old.path);
      assert.equal(await rig.counted(), 1);
    });

    it('is refused by its bytes if no digest is listed, or if the old one was kept meanwhile', async () => {
      const old = await rig.get(before, origin);
      const other = new FakeOrigin(newBytes);
      const { promise: resume, resolve } = Promise.withResolvers<void>();
      other.answers.push({ stallAfterBytes: 100, resume });
      const now = rig.get({ ...after, digests: {} }, other);
      await until(() => other.asked.length === 1);
      await rig.cache.keep(old.record.key, true);
      resolve();
      await assert.rejects(now, ({ code, facts }: EngineError<'integrity'>) => {
        assert.deepEqual([code, facts.source, facts.expected], ['integrity', 'kept', sha256Of(bytes)]);
        return facts.quarantinePath !== undefined;
      });
      assert.equal(await exists(old.path), true);
    });

    it('replaces the old one once that is no longer kept, and the same bytes do at any time', async () => {
      const old = await rig.get(before, origin);
      await rig.cache.keep(old.record.key, true);
      const same = await rig.get({ ...before, upstreamId: 'uploaded again', digests: {} }, origin);
      assert.deepEqual([same.record.kept, same.record.evidence.kind], [true, 'none']);
      await rig.cache.keep(old.record.key, false);
      assert.equal((await rig.get(after, new FakeOrigin(newBytes))).record.sha256, sha256Of(newBytes));
    });
  });
});
