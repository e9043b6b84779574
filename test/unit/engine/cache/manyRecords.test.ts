import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { recordKey } from '../../../../src/engine/model.ts';
import type { Asset } from '../../../../src/engine/model.ts';
import { makeRig, withMethods } from '../../../support/cacheRig.ts';
import type { RigOptions } from '../../../support/cacheRig.ts';
import { attachmentOf } from '../../../support/fakeOrigin.ts';
import { makeRecord, sha256Of } from '../../../support/records.ts';
import { useTempDir } from '../../../support/tempDir.ts';

const COUNT = 1000;
const SIZE = 8;
/** Far more than a pass over so many records needs, far less than a pass for each of them would. */
const LIMIT_MS = 8000;

describe('DownloadCache with thousands of records', function () {
  this.timeout(2 * LIMIT_MS);
  const directory = useTempDir();
  const assets: readonly Asset[] = Array.from({ length: COUNT }, (_, index) =>
    attachmentOf(Buffer.from(`${index}`.padStart(SIZE)), { upstreamId: `uuid ${index}` }),
  );

  /** As an earlier session left it. */
  const place = async (asset: Asset, index: number): Promise<void> => {
    const bytes = `${index}`.padStart(SIZE);
    const sha256 = sha256Of(bytes);
    const root = join(directory(), 'cache-v1');
    const key = recordKey(asset);
    const entry = `asset ${key}`;
    const rest = { key, sha256, sizeBytes: SIZE, storedAt: Date.now() + 60_000, usedAt: index };
    const record = { ...makeRecord({ id: asset.upstreamId }), ...rest };
    const blob = join(root, 'blobs', 'sha256', sha256.slice(0, 2), sha256);
    await mkdir(dirname(blob), { recursive: true });
    await writeFile(blob, bytes);
    await writeFile(join(root, 'state', `${sha256Of(entry)}.json`), JSON.stringify({ key: entry, value: record }));
  };
  const makeFull = async (options: RigOptions) => {
    await mkdir(join(directory(), 'cache-v1', 'state'), { recursive: true });
    for (let start = 0; start < COUNT; start += 64) {
      await Promise.all(assets.slice(start, start + 64).map((asset, index) => place(asset, start + index)));
    }
    return makeRig(directory(), options);
  };
  const timed = async (work: () => Promise<unknown>): Promise<void> => {
    const startedAt = performance.now();
    await work();
    assert.ok(performance.now() - startedAt < LIMIT_MS, `took ${performance.now() - startedAt} ms`);
  };

  it('finds one by its own record and file, and makes room and evicts all in one pass each', async () => {
    let lists = 0;
    const wrapStore: RigOptions['wrapStore'] = (store) =>
      withMethods(store, {
        list: () => {
          lists += 1;
          return store.list();
        },
      });
    const rig = await makeFull({ maxSizeBytes: (COUNT / 2) * SIZE, wrapStore });
    assert.ok(await rig.cache.find(assets[7]!));
    assert.equal(lists, 0, 'a hit needs no list');

    await timed(() => rig.cache.trim());
    const left = await rig.cache.list();
    assert.equal(left.length, COUNT / 2);
    assert.equal(Math.min(...left.map(({ usedAt }) => usedAt)), COUNT / 2 + 1, 'the one that was found stays');
    assert.equal((await rig.files('blobs')).length, COUNT / 2);

    await timed(async () => assert.equal(await rig.cache.evictAll(), (COUNT / 2) * SIZE));
    assert.deepEqual(await rig.files('blobs'), []);
  });
});
