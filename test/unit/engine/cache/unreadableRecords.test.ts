import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, rename, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { recordKey } from '../../../../src/engine/model.ts';
import { exists, makeRig } from '../../../support/cacheRig.ts';
import type { Rig } from '../../../support/cacheRig.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { FakeOrigin, attachmentOf, someBytes } from '../../../support/fakeOrigin.ts';
import { useTempDir } from '../../../support/tempDir.ts';

const DAY_MS = 24 * 60 * 60_000;

describe('a record that cannot be read', () => {
  const directory = useTempDir();
  const bytes = someBytes(1000);
  const precious = attachmentOf(bytes);
  const other = new FakeOrigin(someBytes(500, 2));
  const start = Date.now();
  let path: string;
  let rigs: Rig[];

  const open = async (at: number): Promise<Rig> => {
    const rig = await makeRig(directory(), { clock: new FakeClock(at) });
    rigs.push(rig);
    return rig;
  };
  const recordFile = async (): Promise<string> => {
    const state = join(directory(), 'cache-v1', 'state');
    return join(state, (await readdir(state))[0]!);
  };

  beforeEach(async () => {
    rigs = [];
    const rig = await open(start);
    ({ path } = await rig.get(precious, new FakeOrigin(bytes)));
    await rig.cache.keep(recordKey(precious), true);
  });
  afterEach(async () => {
    for (const rig of rigs) await rig.cache.close();
  });

  /** The background work of a new window, some days later. */
  const workLater = async (): Promise<Rig> => {
    const later = await open(start + 3 * DAY_MS);
    const file = attachmentOf(other.bytes, { upstreamId: 'other' });
    await later.get(file, other);
    await later.cache.trim();
    later.limits.maxSizeBytes = 1;
    await later.clock.advance(DAY_MS);
    await later.cache.trim();
    await assert.rejects(later.cache.find(precious), { code: 'storage' });
    await assert.rejects(later.get(precious, new FakeOrigin(bytes)), { code: 'storage' });
    await assert.rejects(later.cache.keep(recordKey(precious), false), { code: 'storage' });
    return later;
  };
  const isKept = async (): Promise<void> => {
    const found = await (await open(start + 5 * DAY_MS)).cache.find(precious);
    assert.deepEqual([found?.path, found?.record.kept], [path, true]);
  };

  it('keeps its bytes through every sweep and eviction, and is unchanged when it is readable again', async () => {
    const file = await recordFile();
    const kept = join(directory(), 'kept.json');
    await rename(file, kept);
    await mkdir(file);
    const later = await workLater();
    assert.equal(await exists(path), true);
    assert.match(later.log.lines.join(), /warn .*EISDIR/);
    await rmdir(file);
    await rename(kept, file);
    await isKept();
  });

  it('keeps its bytes if a newer version wrote it, without blocking other evictions', async () => {
    const file = await recordFile();
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('"kind":"none"', '"kind":"attestation"'));
    const later = await workLater();
    assert.equal(await exists(path), true);
    assert.deepEqual(await later.cache.list(), [], 'everything that may be evicted is gone');
    assert.equal((await later.files('blobs')).length, 1);
    await writeFile(file, text);
    await isKept();
  });
});
