import assert from 'node:assert/strict';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EvidenceFiles } from '../../../../src/engine/cache/evidenceFiles.ts';
import { systemClock } from '../../../../src/engine/systemClock.ts';
import { passing, until } from '../../../support/cacheRig.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { FakeOrigin, attachmentOf, brokenConnection, packageFileOf } from '../../../support/fakeOrigin.ts';
import { useTempDir } from '../../../support/tempDir.ts';

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

  const room = (): string => join(directory(), 'cache-v1', 'evidence');
  const pathOnDisk = async (): Promise<string> => {
    const [name, ...others] = await readdir(room());
    assert.ok(name);
    assert.deepEqual(others, []);
    return join(room(), name);
  };

  it('fetches a file once, also for those who ask side by side', async () => {
    const asset = attachmentOf(bytes);
    const all = await Promise.all([1, 2, 3].map(() => files.get(asset, origin.open, signal)));
    all.push(await new EvidenceFiles(directory(), systemClock).get(asset, origin.open, signal));
    for (const one of all) assert.ok(bytes.equals(one));
    assert.equal(origin.asked.length, 1);
    assert.ok(bytes.equals(await files.kept(asset)));
  });

  it('fetches a file once for two windows, and leaves nothing of their waiting', async () => {
    const asset = attachmentOf(bytes);
    const { promise: resume, resolve } = Promise.withResolvers<void>();
    origin.answers.push({ stallAfterBytes: 1, resume });
    const first = files.get(asset, origin.open, signal);
    await until(() => origin.asked.length === 1);
    const clock = new FakeClock(Date.now());
    const second = new EvidenceFiles(directory(), clock).get(asset, origin.open, signal);
    await until(() => clock.pending > 0);
    resolve();
    await first;
    assert.ok(bytes.equals(await passing(clock, second)));
    assert.equal(origin.asked.length, 1);
    assert.deepEqual(await readdir(join(directory(), 'cache-v1', 'leases')), []);
  });

  it('says that a file is not here, without a request', async () => {
    await assert.rejects(files.kept(attachmentOf(bytes)), { code: 'network' });
    assert.equal(origin.asked.length, 0);
  });

  it('fetches again what is half there, or cannot be read', async () => {
    const asset = attachmentOf(bytes);
    await files.get(asset, origin.open, signal);
    const path = await pathOnDisk();
    await writeFile(path, '');
    assert.ok(bytes.equals(await files.get(asset, origin.open, signal)));
    await rm(path);
    await mkdir(path);
    assert.ok(bytes.equals(await files.get(asset, origin.open, signal)));
    assert.equal(origin.asked.length, 3);
  });

  it('takes and keeps nothing that is not as the registry lists it, and fetches again what is so no more', async () => {
    const asset = packageFileOf(bytes);
    origin.answers.push({ bytes: Buffer.from('a lisp') });
    await assert.rejects(files.get(asset, origin.open, signal), { code: 'integrity' });
    assert.ok(bytes.equals(await files.get(asset, origin.open, signal)));
    await writeFile(await pathOnDisk(), 'a lost');
    await assert.rejects(files.kept(asset), { code: 'network' });
    assert.ok(bytes.equals(await files.get(asset, origin.open, signal)));
    assert.equal(origin.asked.length, 3);
  });

  for (const [what, sizeBytes] of [
    ['shorter', 5],
    ['longer', 7],
  ] as const)
    it(`takes nothing that is ${what} than listed`, async () => {
      const other = new FakeOrigin(Buffer.alloc(sizeBytes, 'x'));
      await assert.rejects(files.get(attachmentOf(bytes), other.open, signal), { code: 'badBody' });
      await assert.rejects(pathOnDisk());
    });

  it('reads 1 MiB and not a byte more, where no size is known', async () => {
    for (const sizeBytes of [0, LIMIT_BYTES, LIMIT_BYTES + 1]) {
      const large = new FakeOrigin(Buffer.alloc(sizeBytes));
      const asset = { ...attachmentOf(large.bytes), upstreamId: `${sizeBytes}`, sizeBytes: undefined };
      const got = files.get(asset, large.open, signal);
      if (sizeBytes > LIMIT_BYTES) await assert.rejects(got, { code: 'tooLarge' });
      else assert.equal((await got).length, sizeBytes);
      assert.equal(large.openBodies, 0);
    }
  });

  it('asks a second time where the connection breaks, and no more', async () => {
    origin.answers.push({ dropAfterBytes: 2 });
    assert.ok(bytes.equals(await files.get(attachmentOf(bytes), origin.open, signal)));
    const other = { ...attachmentOf(bytes), upstreamId: 'other' };
    origin.answers.push({ fail: brokenConnection() }, { fail: brokenConnection() });
    await assert.rejects(files.get(other, origin.open, signal), { code: 'network' });
    assert.equal(origin.asked.length, 4);
  });

  it('keeps nothing of what may be another file the next time', async () => {
    const asset = {
      ...attachmentOf(bytes),
      storage: 'external' as const,
      externalUrl: 'https://elsewhere.example.org/',
    };
    await files.get(asset, origin.open, signal);
    await files.get(asset, origin.open, signal);
    assert.equal(origin.asked.length, 2);
    await assert.rejects(pathOnDisk());
  });
});
