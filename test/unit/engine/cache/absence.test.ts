import assert from 'node:assert/strict';
import { readFile, utimes } from 'node:fs/promises';
import { isHere } from '../../../../src/engine/absence.ts';
import type { CachedAsset } from '../../../../src/engine/cache/downloadRequest.ts';
import { SCRUB_AGE_MS, dueForScrub } from '../../../../src/engine/cache/scrub.ts';
import type { AssetRecord } from '../../../../src/engine/ports.ts';
import { makeRig } from '../../../support/cacheRig.ts';
import type { Rig } from '../../../support/cacheRig.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { FakeOrigin, attachmentOf, someBytes } from '../../../support/fakeOrigin.ts';
import { overwrite } from '../../../support/overwrite.ts';
import { sha256Of } from '../../../support/records.ts';
import { useTempDir } from '../../../support/tempDir.ts';

const SIZE = 1000;
const OTHER = Buffer.alloc(SIZE, 'x');

describe('a file that is not in its place any more', () => {
  const directory = useTempDir();
  const bytes = someBytes(SIZE);
  const asset = attachmentOf(bytes);
  let clock: FakeClock;
  let one: Rig;
  let two: Rig;
  let origin: FakeOrigin;
  let found: CachedAsset;

  beforeEach(async () => {
    clock = new FakeClock(Date.now());
    one = await makeRig(directory(), { clock });
    two = await makeRig(directory(), { clock });
    origin = new FakeOrigin(bytes);
    found = await one.get(asset, origin);
  });
  afterEach(async () => {
    await one.cache.close();
    await two.cache.close();
  });

  const inOtherWindow = async (): Promise<AssetRecord> => (await two.cache.list())[0] ?? assert.fail('no record');

  it('is refused in all windows after one found it changed, with the reason and the path in quarantine', async () => {
    await overwrite(found.path, OTHER);
    const result = await one.cache.verify(found.record.key);
    assert.ok(result.state === 'broken');
    const record = await inOtherWindow();
    assert.equal(isHere(record), false);
    const refusal = (await two.cache.refusal(record)) ?? assert.fail('no refusal');
    assert.deepEqual(refusal.facts, JSON.parse(JSON.stringify(result.error.facts)));
    assert.deepEqual(await readFile(refusal.facts.quarantinePath ?? ''), OTHER);
  });

  it('is still broken, for the same reason, when it is verified again', async () => {
    await overwrite(found.path, OTHER);
    await one.cache.verify(found.record.key);
    const again = await two.cache.verify(found.record.key);
    assert.ok(again.state === 'broken');
    assert.deepEqual([again.error.facts.source, again.error.facts.actual], ['remembered', sha256Of(OTHER)]);
  });

  it('is refused for good if it was found changed when it was to be used', async () => {
    await overwrite(found.path, OTHER);
    const laterSeconds = clock.now() / 1000 + 10;
    await utimes(found.path, laterSeconds, laterSeconds);
    assert.equal(await two.cache.find(asset), undefined);
    assert.equal((await inOtherWindow()).absence?.kind, 'refused');
  });

  it('is fetched again when it is asked for, which makes it an ordinary file in all windows', async () => {
    await overwrite(found.path, OTHER);
    await one.cache.verify(found.record.key);
    const again = await two.get(asset, origin);
    assert.deepEqual([again.fromCache, isHere(again.record), isHere(await inOtherWindow())], [false, true, true]);
    assert.equal(await one.cache.refusal(again.record), undefined);
  });

  it('is not used where it cannot be moved, until a check finds it intact', async () => {
    await one.store.edit(found.record.key, (record) => ({ ...record, absence: { kind: 'gone' } }));
    assert.equal(await two.cache.find(asset), undefined);
    const result = await two.cache.verify(found.record.key);
    assert.deepEqual([result.state, result.record && isHere(result.record)], ['intact', true]);
    assert.equal((await two.cache.find(asset))?.path, found.path);
  });

  it('does not count as here once a check found it gone', async () => {
    await overwrite(found.path, undefined);
    assert.equal((await one.cache.verify(found.record.key)).state, 'missing');
    assert.deepEqual((await inOtherWindow()).absence, { kind: 'gone' });
    assert.equal((await two.cache.verify(found.record.key)).state, 'missing');
  });

  it('is gone for other records of the same bytes too, until one of them downloads it again', async () => {
    const other = { ...asset, name: 'copy.bin', upstreamId: 'copy' };
    const copy = await one.get(other, origin);
    await overwrite(found.path, OTHER);
    await one.cache.verify(found.record.key);
    assert.deepEqual((await two.store.find(copy.record.key))?.absence, { kind: 'gone' });
    assert.equal(isHere((await two.get(other, origin)).record), true);
    assert.equal((await two.store.find(found.record.key))?.absence?.kind, 'refused');
    assert.equal(await two.cache.find(asset), undefined);
  });

  it('is not read again in the background, as there is nothing to read', async () => {
    assert.equal(dueForScrub([found.record], clock.now() + SCRUB_AGE_MS).length, 1);
    assert.deepEqual(dueForScrub([{ ...found.record, absence: { kind: 'gone' } }], clock.now() + SCRUB_AGE_MS), []);
  });

  it('is described by the new download alone, if that came while the old file was being checked', async () => {
    await overwrite(found.path, OTHER);
    const { key } = found.record;
    const result = await one.cache.verify(key, {
      onProgress: () => void one.store.edit(key, (record) => ({ ...record, storedAt: record.storedAt + 1 })),
    });
    assert.equal(result.state, 'broken');
    assert.equal(isHere(await inOtherWindow()), true);
  });
});
