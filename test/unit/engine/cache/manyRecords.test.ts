import assert from 'node:assert/strict';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { recordKey } from '../../../../src/engine/model.ts';
import type { Asset } from '../../../../src/engine/model.ts';
import { storedRecord } from '../../../../src/engine/store/recordEntry.ts';
import { makeRig, withMethods } from '../../../support/cacheRig.ts';
import type { RigOptions } from '../../../support/cacheRig.ts';
import { attachmentOf } from '../../../support/fakeOrigin.ts';
import { makeRecord, sha256Of } from '../../../support/records.ts';
import { useTempDir } from '../../../support/tempDir.ts';

const COUNT = 300;
const SIZE = 8;

describe('DownloadCache with many records', function () {
  this.timeout(120_000);
  const directory = useTempDir();
  const assets: readonly Asset[] = Array.from({ length: COUNT }, (_, index) =>
    attachmentOf(Buffer.from(`${index}`.padStart(SIZE)), { upstreamId: `uuid ${index}` }),
  );

  /** Stores a file as an earlier session would have. */
  const place = async (asset: Asset, index: number): Promise<void> => {
    const bytes = `${index}`.padStart(SIZE);
    const sha256 = sha256Of(bytes);
    const root = join(directory(), 'cache-v1');
    const key = recordKey(asset);
    const entry = `asset ${key}`;
    const rest = { key, sha256, sizeBytes: SIZE, storedAt: Date.now() + 60_000, usedAt: index };
    const record = storedRecord({ ...makeRecord({ id: asset.upstreamId }), ...rest });
    const blob = join(root, 'blobs', 'sha256', sha256.slice(0, 2), sha256);
    await mkdir(dirname(blob), { recursive: true });
    await writeFile(blob, bytes);
    await utimes(blob, 1, 1);
    await writeFile(join(root, 'state', `${sha256Of(entry)}.json`), JSON.stringify({ key: entry, value: record }));
  };
  const makeFull = async (options: RigOptions) => {
    await mkdir(join(directory(), 'cache-v1', 'state'), { recursive: true });
    for (let start = 0; start < COUNT; start += 64) {
      await Promise.all(assets.slice(start, start + 64).map((asset, index) => place(asset, start + index)));
    }
    return makeRig(directory(), options);
  };
  it('reads only one record and file for a look-up, and makes room or evicts in one pass', async () => {
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

    await rig.cache.trim();
    assert.equal(lists, 2, 'once to choose, and once to find blobs that are still in use');
    const left = await rig.cache.list();
    assert.equal(left.length, COUNT / 2);
    assert.equal(Math.min(...left.map(({ usedAt }) => usedAt)), COUNT / 2 + 1, 'the file that was found stays');
    assert.equal((await rig.files('blobs')).length, COUNT / 2);

    lists = 0;
    assert.equal(
      await rig.cache.evict(
        left.map(({ key }) => key),
        { alsoKept: false },
      ),
      (COUNT / 2) * SIZE,
    );
    assert.equal(lists, 2);
    assert.deepEqual(await rig.files('blobs'), []);
  });
});
