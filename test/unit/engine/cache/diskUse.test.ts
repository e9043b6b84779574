import assert from 'node:assert/strict';
import { watchFileCalls } from '../../../crash/fileCalls.ts';
import { makeRig } from '../../../support/cacheRig.ts';
import { FakeOrigin, attachmentOf, someBytes } from '../../../support/fakeOrigin.ts';
import { useTempDir } from '../../../support/tempDir.ts';
import { itWith } from '../../../support/thisSystem.ts';

/** Each call costs more than hashing a small file. */
describe('how often the cache uses the file system', () => {
  const directory = useTempDir();

  const callsOf = async (work: () => Promise<unknown>): Promise<readonly string[]> => {
    const calls: string[] = [];
    const stop = await watchFileCalls(directory(), {
      before: ({ name, path }) => void calls.push(`${name} ${path.slice(directory().length)}`),
    });
    try {
      await work();
    } finally {
      stop();
    }
    return calls;
  };

  itWith('linux', 'stays within bounds for a small download, its first use and the next one', async () => {
    const rig = await makeRig(directory());
    const [first, second] = [someBytes(1000, 1), someBytes(1000, 2)];
    await rig.get(attachmentOf(first, { upstreamId: 'first' }), new FakeOrigin(first));
    await rig.cache.trim();
    const asset = attachmentOf(second, { upstreamId: 'second' });
    const download = await callsOf(() => rig.get(asset, new FakeOrigin(second)));
    const other = await makeRig(directory());
    await other.cache.find(attachmentOf(first, { upstreamId: 'first' }));
    const hit = await callsOf(() => other.cache.find(asset));
    await rig.cache.close();
    await other.cache.close();
    // Of these, ten are for the pass that makes room, which may begin before the download ends.
    assert.ok(download.length <= 34, download.join('\n'));
    assert.ok(hit.length <= 4, hit.join('\n'));
  });
});
