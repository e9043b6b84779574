import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EvidenceFiles } from '../../../../src/engine/cache/evidenceFiles.ts';
import type { Asset } from '../../../../src/engine/model.ts';
import { systemClock } from '../../../../src/engine/systemClock.ts';
import { passing, until } from '../../../support/cacheRig.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { FakeOrigin, attachmentOf, brokenConnection, packageFileOf } from '../../../support/fakeOrigin.ts';
import { useTempDir } from '../../../support/tempDir.ts';
import { itWith } from '../../../support/thisSystem.ts';

const LIMIT_BYTES = 1024 * 1024;
const { signal } = new AbortController();

describe('EvidenceFiles', () => {
  const directory = useTempDir();
  const bytes = Buffer.from('a list');
  let files: EvidenceFiles;
  let origin: FakeOrigin;
  beforeEach(() => {
    files = new EvidenceFiles(directory(), systemClock);
    origin = new FakeOrigin(bytes);
  });

  const get = async (from: FakeOrigin, asset: Asset, among = files, refetch = false): Promise<Uint8Array> =>
    (await among.get(asset, { open: from.open, signal, refetch })).bytes;
  const kept = async (asset: Asset): Promise<Uint8Array> => (await files.stored(asset)).bytes;
  const room = (): string => join(directory(), 'cache-v1', 'evidence');
  const pathOnDisk = async (): Promise<string> => {
    const [name, ...others] = await readdir(room());
    assert.ok(name);
    assert.deepEqual(others, []);
    return join(room(), name);
  };

  it('fetches a file once for concurrent callers', async () => {
    const asset = attachmentOf(bytes);
    const all = await Promise.all([1, 2, 3].map(() => get(origin, asset)));
    all.push(await get(origin, asset, new EvidenceFiles(directory(), systemClock)));
    for (const one of all) assert.ok(bytes.equals(one));
    assert.equal(origin.asked.length, 1);
    assert.ok(bytes.equals(await kept(asset)));
  });

  it('fetches a file once for two windows, and leaves no lease behind', async () => {
    const asset = attachmentOf(bytes);
    const { promise: resume, resolve } = Promise.withResolvers<void>();
    origin.answers.push({ stallAfterBytes: 1, resume });
    const first = get(origin, asset);
    await until(() => origin.asked.length === 1);
    const clock = new FakeClock(Date.now());
    const second = get(origin, asset, new EvidenceFiles(directory(), clock));
    await until(() => clock.pending > 0);
    resolve();
    await first;
    assert.ok(bytes.equals(await passing(clock, second)));
    assert.equal(origin.asked.length, 1);
    assert.deepEqual(await readdir(join(directory(), 'cache-v1', 'leases')), []);
  });

  itWith('permissions', 'keeps it from other users, whatever they may do with new files here', async () => {
    const before = process.umask(0);
    try {
      await get(origin, attachmentOf(bytes));
      const modes = await Promise.all(
        [await pathOnDisk(), room()].map(async (path) => (await stat(path)).mode & 0o777),
      );
      assert.deepEqual(modes, [0o600, 0o700]);
    } finally {
      process.umask(before);
    }
  });

  it('stops its fetches on close and leaves no lease behind', async () => {
    origin.answers.push({ stallAfterBytes: 1 });
    const fetching = assert.rejects(get(origin, attachmentOf(bytes)), /closed/);
    await until(() => origin.asked.length === 1);
    await files.close(new Error('closed'));
    await fetching;
    assert.deepEqual(await readdir(join(directory(), 'cache-v1', 'leases')), []);
  });

  it('reports a missing file without a request', async () => {
    await assert.rejects(kept(attachmentOf(bytes)), { code: 'network' });
    assert.equal(origin.asked.length, 0);
  });

  it('fetches a truncated or unreadable file again', async () => {
    const asset = attachmentOf(bytes);
    await get(origin, asset);
    const path = await pathOnDisk();
    await writeFile(path, '');
    assert.ok(bytes.equals(await get(origin, asset)));
    await rm(path);
    await mkdir(path);
    assert.ok(bytes.equals(await get(origin, asset)));
    assert.equal(origin.asked.length, 3);
  });

  it('keeps only files that match the registry, and fetches others again', async () => {
    const asset = packageFileOf(bytes);
    origin.answers.push({ bytes: Buffer.from('a lisp') });
    await assert.rejects(get(origin, asset), { code: 'integrity' });
    assert.ok(bytes.equals(await get(origin, asset)));
    await writeFile(await pathOnDisk(), 'a lost');
    await assert.rejects(kept(asset), { code: 'network' });
    assert.ok(bytes.equals(await get(origin, asset)));
    assert.equal(origin.asked.length, 3);
  });

  for (const [what, sizeBytes] of [
    ['shorter', 5],
    ['longer', 7],
  ] as const)
    it(`rejects a file that is ${what} than listed`, async () => {
      const other = new FakeOrigin(Buffer.alloc(sizeBytes, 'x'));
      await assert.rejects(get(other, attachmentOf(bytes)), { code: 'badBody' });
      await assert.rejects(pathOnDisk());
    });

  it('reads at most 1 MiB if no size is known', async () => {
    for (const sizeBytes of [0, LIMIT_BYTES, LIMIT_BYTES + 1]) {
      const large = new FakeOrigin(Buffer.alloc(sizeBytes));
      const asset = { ...attachmentOf(large.bytes), upstreamId: `${sizeBytes}`, sizeBytes: undefined };
      const got = get(large, asset);
      if (sizeBytes > LIMIT_BYTES) await assert.rejects(got, { code: 'tooLarge' });
      else assert.equal((await got).length, sizeBytes);
      assert.equal(large.openBodies, 0);
    }
  });

  it('retries once after a dropped connection', async () => {
    origin.answers.push({ dropAfterBytes: 2 });
    assert.ok(bytes.equals(await get(origin, attachmentOf(bytes))));
    const other = { ...attachmentOf(bytes), upstreamId: 'other' };
    origin.answers.push({ fail: brokenConnection() }, { fail: brokenConnection() });
    await assert.rejects(get(origin, other), { code: 'network' });
    assert.equal(origin.asked.length, 4);
  });

  describe('when a stored file rots', () => {
    const TEXT = Buffer.from('untrusted comment: a signature\nRWQ…');
    /** Flips one bit at a place of the file. */
    const rot = async (at: number): Promise<boolean> => {
      const path = await pathOnDisk();
      const file = await readFile(path);
      if (at >= file.length) return false;
      file[at] = (file[at] ?? 0) ^ 4;
      await writeFile(path, file);
      return true;
    };

    it('reports it without a connection, and fetches it again with one, whichever bit changed', async () => {
      origin = new FakeOrigin(TEXT);
      const asset = attachmentOf(TEXT);
      await get(origin, asset);
      let at = 0;
      for (; await rot(at); at += 1) {
        await assert.rejects(kept(asset), { code: 'network' });
        assert.ok(TEXT.equals(await get(origin, asset)), `bit of byte ${at}`);
      }
      assert.equal(origin.asked.length, at + 1);
      assert.ok(TEXT.equals(await kept(asset)));
    });

    it('fetches a file again that an earlier version stored without its digest', async () => {
      const asset = attachmentOf(bytes);
      await get(origin, asset);
      const path = await pathOnDisk();
      await writeFile(path.replace(/\.kept$/, ''), bytes);
      await rm(path);
      await assert.rejects(kept(asset), { code: 'network' });
      assert.ok(bytes.equals(await get(origin, asset)));
      assert.equal(origin.asked.length, 2);
    });
  });

  it('fetches a stored file again on request, and reports the stored digest', async () => {
    const asset = attachmentOf(bytes);
    await get(origin, asset);
    assert.equal((await files.get(asset, { open: origin.open, signal })).fromDisk, true);
    const other = new FakeOrigin(Buffer.from('a lost'));
    assert.deepEqual(await files.get(asset, { open: other.open, signal, refetch: true }), {
      bytes: other.bytes,
      fromDisk: false,
    });
    assert.ok(other.bytes.equals(await kept(asset)));
  });

  it('does not store a file that may change under its id', async () => {
    const asset = {
      ...attachmentOf(bytes),
      storage: 'external' as const,
      externalUrl: 'https://elsewhere.example.org/',
    };
    await get(origin, asset);
    await get(origin, asset);
    assert.equal(origin.asked.length, 2);
    await assert.rejects(pathOnDisk());
  });
});
