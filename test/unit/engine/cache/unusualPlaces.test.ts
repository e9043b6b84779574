import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join, toNamespacedPath } from 'node:path';
import { makeRig } from '../../../support/cacheRig.ts';
import { attachmentOf, FakeOrigin, someBytes } from '../../../support/fakeOrigin.ts';
import { useTempDir } from '../../../support/tempDir.ts';

describe('a cache in a directory', () => {
  const directory = useTempDir();
  const bytes = someBytes(1000);
  const asset = attachmentOf(bytes);

  for (const [what, place] of [
    [
      'whose path is longer than Windows once allowed',
      () => join(directory(), ...Array<string>(10).fill('x'.repeat(40))),
    ],
    // On other systems it is the same path. As the path of a network share, it begins with two backslashes.
    ['with the prefix of long Windows paths', () => join(toNamespacedPath(directory()), 'cache')],
    [
      'whose name has blanks, quotes and letters of other scripts',
      () => join(directory(), "it's 100% ours ß 日本 &(x)"),
    ],
  ] as const)
    it(`${what} downloads, serves, verifies and evicts`, async () => {
      const rig = await makeRig(place());
      const origin = new FakeOrigin(bytes);
      const { path, record } = await rig.get(asset, origin);
      assert.deepEqual(await readFile(path), bytes);
      assert.equal((await rig.get(asset, origin)).fromCache, true);
      assert.equal((await rig.cache.verify(record.key)).state, 'intact');
      assert.equal(await rig.cache.evict([record.key], { alsoKept: true }), bytes.length);
      await rig.cache.close();
    });
});
