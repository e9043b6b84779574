import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { isHere } from '../../../../src/engine/absence.ts';
import type { CachedAsset } from '../../../../src/engine/cache/downloadRequest.ts';
import type { VerifyResult } from '../../../../src/engine/cache/cachedFileVerifier.ts';
import type { AssetStore } from '../../../../src/engine/ports.ts';
import { exists, makeRig, withMethods } from '../../../support/cacheRig.ts';
import type { Rig } from '../../../support/cacheRig.ts';
import { fakeEvidenceSource } from '../../../support/fakeEvidenceSource.ts';
import { FakeOrigin, attachmentOf, someBytes } from '../../../support/fakeOrigin.ts';
import { overwrite } from '../../../support/overwrite.ts';
import { useTempDir } from '../../../support/tempDir.ts';

describe('the same bytes from two instances', () => {
  const directory = useTempDir();
  const bytes = someBytes(1000);
  const asset = attachmentOf(bytes);
  const refused = { ...asset, instance: 'https://other.example.org/' };
  let rig: Rig;
  let origin: FakeOrigin;
  let good: CachedAsset;
  let bad: CachedAsset;
  const start = async (wrapStore = (store: AssetStore): AssetStore => store): Promise<void> => {
    rig = await makeRig(directory(), { wrapStore });
    origin = new FakeOrigin(bytes);
    good = await rig.get(asset, origin);
    bad = await rig.get(refused, origin);
    assert.equal(good.path, bad.path);
  };
  afterEach(() => rig.cache.close());
  /** The evidence for one of them now speaks against the bytes. */
  const contradict = (): Promise<VerifyResult> =>
    rig.cache.verify(bad.record.key, { evidenceSource: fakeEvidenceSource({ pin: { sha256: 'f'.repeat(64) } }) });

  it('stay in place for one instance when the evidence of the other contradicts them', async () => {
    await start();
    const result = await contradict();
    assert.ok(result.state === 'broken');
    assert.deepEqual(await readFile(result.error.facts.quarantinePath ?? ''), bytes);
    assert.deepEqual(await rig.files('aside'), [bad.record.key]);
    assert.equal((await rig.cache.verify(good.record.key)).state, 'intact');
    assert.equal((await rig.get(asset, origin)).fromCache, true);
    assert.equal(await rig.cache.find(refused), undefined);
    const record = await rig.store.find(bad.record.key);
    assert.ok(record && !isHere(record));
  });

  it('are refused for the other instance whenever they are verified, until they are accepted again', async () => {
    await start();
    await contradict();
    assert.equal((await contradict()).state, 'broken');
    assert.equal((await rig.get(refused, origin)).fromCache, false);
    assert.deepEqual((await rig.cache.find(refused))?.path, good.path);
  });

  it('are removed with the last record that may use them', async () => {
    await start();
    await contradict();
    await rig.clock.advance(60 * 60_000);
    await rig.cache.evict([good.record.key], { alsoKept: false });
    assert.equal(await exists(good.path), false);
  });

  it('leave their place for both if they changed on disk', async () => {
    await start();
    await overwrite(good.path, someBytes(1000, 7));
    assert.equal((await rig.cache.verify(bad.record.key)).state, 'broken');
    assert.equal(await exists(good.path), false);
  });

  it('leave their place for both if the record cannot say that they are refused', async () => {
    await start((store) => withMethods(store, { edit: () => Promise.reject(new Error('read-only')) }));
    assert.equal((await contradict()).state, 'broken');
    assert.equal(await exists(good.path), false);
  });
});
