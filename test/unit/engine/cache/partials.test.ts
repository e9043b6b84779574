import assert from 'node:assert/strict';
import { appendFile, open, readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { thisProcess } from '../../../../src/engine/cache/owner.ts';
import { Partials } from '../../../../src/engine/cache/partials.ts';
import type { PartialFile, PartialSubject, Prefix } from '../../../../src/engine/cache/partialFile.ts';
import type { Asset } from '../../../../src/engine/model.ts';
import { until } from '../../../support/cacheRig.ts';
import { withFailingCall } from '../../../support/diskFaults.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { sha256Of } from '../../../support/records.ts';
import { attachmentOf } from '../../../support/fakeOrigin.ts';
import { useTempDir } from '../../../support/tempDir.ts';
import { itWith } from '../../../support/thisSystem.ts';

describe('Partials', () => {
  const directory = useTempDir();
  type Rest = Partial<Pick<PartialSubject, 'key' | 'immutable'> & Pick<Asset, 'upstreamId' | 'sizeBytes'>>;
  const begin = async (
    { key = 'a'.repeat(64), immutable = true, ...rest }: Rest = {},
    at = directory(),
    clock = new FakeClock(Date.now()),
  ) => {
    const asset = attachmentOf(Buffer.alloc(10), { upstreamId: 'uuid', ...rest });
    const partial = await new Partials(at, clock).begin({ key, asset, immutable });
    await (await partial.open()).close();
    return partial;
  };
  const contentOf = async ({ dataPath }: PartialFile): Promise<string> => (await readFile(dataPath)).toString();

  const provenOf = (text: string): Prefix => ({ sizeBytes: text.length, sha256: sha256Of(text) });

  /** What a run leaves after it received this much. */
  const leave = async (text: string, rest: Rest = {}, validator: string | null = '"v"') => {
    const partial = await begin(rest);
    await appendFile(partial.dataPath, text);
    await partial.describe({ validator: validator ?? undefined, sizeBytes: 10, proven: provenOf(text) });
    await partial.release();
    return partial;
  };
  /** Makes it look as if the run had not reported its end. */
  const own = async ({ dataPath }: PartialFile, change: object): Promise<void> => {
    const path = dataPath.replace('.data', '.json');
    const meta = JSON.parse(await readFile(path, 'utf8')) as object;
    await writeFile(path, JSON.stringify({ ...meta, owner: { ...thisProcess(), ...change } }));
  };
  const age = async ({ dataPath }: PartialFile, minutes = 9): Promise<void> => {
    const seconds = Date.now() / 1000 - minutes * 60;
    await utimes(dataPath, seconds, seconds);
  };

  it('starts empty, and leaves nothing when removed', async () => {
    const partial = await begin();
    assert.equal(await contentOf(partial), '');
    assert.equal(partial.earlier, undefined);
    await partial.describe({ validator: '"v"', sizeBytes: 10, proven: undefined });
    await partial.remove();
    assert.deepEqual(await readdir(directory()), []);
  });

  it('has a record on disk only while some bytes are proven', async () => {
    const partial = await begin();
    const names = async () => (await readdir(directory())).map((name) => `${name.split('.').at(-1)}`).sort();
    assert.equal(await partial.describe({ validator: '"v"', sizeBytes: 10, proven: undefined }), true);
    assert.deepEqual(await names(), ['data']);
    await partial.describe({ validator: '"v"', sizeBytes: 10, proven: provenOf('123') });
    assert.deepEqual(await names(), ['data', 'json']);
    await partial.describe({ validator: '"v"', sizeBytes: 10, proven: undefined });
    assert.deepEqual(await names(), ['data']);
  });

  it('continues an earlier run with its validator, without a copy', async () => {
    const earlier = await leave('12345');
    const { ino } = await stat(earlier.dataPath);
    const partial = await begin();
    assert.equal(await contentOf(partial), '12345');
    assert.deepEqual(partial.earlier, { validator: '"v"', sizeBytes: 10, proven: provenOf('12345') });
    assert.equal((await stat(partial.dataPath)).ino, ino);
    assert.equal((await readdir(directory())).length, 2);
  });

  it('continues the longest', async () => {
    const short = await leave('12');
    await leave('12345', { upstreamId: 'other' });
    await begin({ upstreamId: 'other' }).then((partial) => partial.release());
    assert.ok(await stat(short.dataPath));
    assert.equal(await contentOf(await begin({ upstreamId: 'other' })), '12345');
  });

  for (const [what, rest] of [
    ['another upstream file', { upstreamId: 'new uuid' }],
    ['another key', { key: 'b'.repeat(64) }],
    ['another size', { sizeBytes: 11 }],
  ] as const) {
    it(`starts over for ${what}`, async () => {
      await leave('12345');
      assert.equal(await contentOf(await begin(rest)), '');
    });
  }

  it('starts over after too many bytes, none, or a torn description', async () => {
    await leave('12345678901');
    await leave('');
    const torn = await leave('123');
    await writeFile(torn.dataPath.replace('.data', '.json'), '{"key": "a');
    assert.equal(await contentOf(await begin()), '');
  });

  it('cannot be continued before its first response', async () => {
    const partial = await begin();
    await appendFile(partial.dataPath, '12345');
    await partial.release();
    assert.deepEqual(await readdir(directory()), []);
  });

  it('needs a validator to continue a file whose bytes may change under one id', async () => {
    await leave('12345', { immutable: false }, null);
    assert.equal(await contentOf(await begin({ immutable: false })), '');
    await leave('12345', { key: 'c'.repeat(64), immutable: false }, '"v"');
    assert.equal(await contentOf(await begin({ key: 'c'.repeat(64), immutable: false })), '12345');
  });

  it('needs no validator if the id stands for the bytes', async () => {
    await leave('12345', {}, null);
    assert.equal(await contentOf(await begin()), '12345');
  });

  it('copies the part of a run that may still be writing, and does not touch the original', async () => {
    const running = await begin();
    const file = await open(running.dataPath, 'a');
    await file.write('123');
    await running.describe({ validator: '"v"', sizeBytes: 10, proven: provenOf('123') });
    const other = await begin();
    assert.equal(await contentOf(other), '123');
    await file.write('456');
    await file.close();
    assert.equal(await contentOf(other), '123');
    assert.equal(await contentOf(running), '123456');
  });

  it('takes over from a process that was killed', async () => {
    const killed = await leave('12345');
    await own(killed, { pid: 2 ** 30 });
    await age(killed);
    assert.equal(await contentOf(await begin()), '12345');
    await assert.rejects(stat(killed.dataPath), { code: 'ENOENT' });
  });

  it('copies a part written a moment ago, even if its process is not visible', async () => {
    const killed = await leave('12345');
    await own(killed, { pid: 2 ** 30 });
    assert.equal(await contentOf(await begin()), '12345');
    assert.ok(await stat(killed.dataPath));
  });

  for (const [what, change] of [
    ['machine', { host: 'elsewhere' }],
    ['boot or container', { pidSpace: 'another boot' }],
    ['unknown place', { pidSpace: undefined }],
  ] as const) {
    it(`ignores a process number of another ${what}`, async () => {
      const running = await leave('12345');
      await own(running, { pid: 2 ** 30, ...change });
      await age(running);
      assert.equal(await contentOf(await begin()), '12345');
      assert.ok(await stat(running.dataPath));
    });

    it(`takes over from one of another ${what} that has shown no life for ten minutes`, async () => {
      const silent = await leave('12345');
      await own(silent, change);
      await age(silent, 11);
      const { ino } = await stat(silent.dataPath);
      const partial = await begin();
      assert.equal(await contentOf(partial), '12345');
      assert.notEqual((await stat(partial.dataPath)).ino, ino, 'if it wakes up, it does not write into the new file');
      assert.equal((await readdir(directory())).length, 2);
    });
  }

  it('moves the bytes of a silent run if the disk has no room for a copy', async () => {
    const silent = await leave('12345');
    await own(silent, { host: 'elsewhere' });
    await age(silent, 11);
    const { ino } = await stat(silent.dataPath);
    const partial = await withFailingCall('copyFile', 'ENOSPC', () => begin());
    assert.equal((await stat(partial.dataPath)).ino, ino);
    assert.equal((await readdir(directory())).length, 2);
  });

  it('leaves nothing behind if its record cannot be written', async () => {
    const partial = await begin();
    await appendFile(partial.dataPath, '123');
    await withFailingCall('rename', 'EROFS', async () => {
      await assert.rejects(partial.describe({ validator: '"v"', sizeBytes: 10, proven: provenOf('123') }));
      await partial.release();
    });
    assert.deepEqual(await readdir(directory()), []);
  });

  it('keeps its last description if its end cannot be recorded', async () => {
    const partial = await begin();
    await appendFile(partial.dataPath, '123');
    await partial.describe({ validator: '"v"', sizeBytes: 10, proven: provenOf('123') });
    await withFailingCall('rename', 'EROFS', () => partial.release());
    assert.equal((await begin()).earlier?.proven.sizeBytes, 3);
  });

  it('has a heartbeat even while nothing arrives', async () => {
    const clock = new FakeClock(Date.now());
    const running = await begin({}, directory(), clock);
    await running.describe({ validator: '"v"', sizeBytes: 10, proven: provenOf('') });
    const modifiedAt = async (): Promise<number> => (await stat(running.dataPath)).mtimeMs;
    for (let minutes = 0; minutes < 30; minutes += 1) {
      const before = await modifiedAt();
      await clock.advance(60_000);
      await until(async () => (await modifiedAt()) > before);
    }
    assert.ok(clock.now() - (await modifiedAt()) < 2 * 60_000);
    await running.release();
    assert.equal(clock.pending, 0);
  });

  itWith(
    'permissions',
    'keeps what it receives from other users, whatever they may do with new files here',
    async () => {
      const before = process.umask(0);
      try {
        const partial = await begin();
        await partial.describe({ validator: '"v"', sizeBytes: 10, proven: provenOf('1') });
        for (const name of await readdir(directory())) {
          assert.equal((await stat(join(directory(), name))).mode & 0o777, 0o600, name);
        }
      } finally {
        process.umask(before);
      }
    },
  );

  it('resumes only from proven bytes that still exist', async () => {
    const longer = await leave('12345');
    await appendFile(longer.dataPath, '67');
    assert.equal((await begin()).earlier?.proven.sizeBytes, 5);
    const shorter = await leave('12345', { upstreamId: 'other' });
    await writeFile(shorter.dataPath, '1234');
    assert.equal((await begin({ upstreamId: 'other' })).earlier, undefined);
  });

  for (const [what, rest, facts, expected] of [
    ['a validator', { immutable: false }, { validator: '"v"', sizeBytes: undefined }, true],
    ['an id that stands for the bytes, and their size', {}, { validator: undefined, sizeBytes: 10 }, true],
    ['an id alone', {}, { validator: undefined, sizeBytes: undefined }, false],
    ['a size alone', { immutable: false }, { validator: undefined, sizeBytes: 10 }, false],
  ] as const) {
    it(`decides that ${what} ${expected ? 'is' : 'is not'} enough to continue`, async () => {
      const partial = await begin(rest);
      assert.equal(await partial.describe({ ...facts, proven: undefined }), expected);
    });
  }

  it('gives a partial file to one of several callers, and the others start over', async () => {
    await leave('12345');
    const partials = await Promise.all(Array.from({ length: 5 }, () => begin()));
    const contents = await Promise.all(partials.map(contentOf));
    assert.deepEqual(
      contents.filter((text) => text !== ''),
      ['12345'],
    );
    assert.equal(new Set(partials.map(({ dataPath }) => dataPath)).size, 5);
  });

  it('creates its directory again after it was removed', async () => {
    await rm(directory(), { recursive: true });
    assert.equal(await contentOf(await begin()), '');
  });

  it('fails with a typed error if there can be no directory', async () => {
    await writeFile(join(directory(), 'file'), '');
    await assert.rejects(begin({}, join(directory(), 'file')), { code: 'storage' });
  });
});
