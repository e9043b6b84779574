import assert from 'node:assert/strict';
import { appendFile, open, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { Partials } from '../../../../src/engine/cache/partials.ts';
import type { PartialFile, PartialSubject } from '../../../../src/engine/cache/partials.ts';
import { useTempDir } from '../../../support/tempDir.ts';

describe('Partials', () => {
  const directory = useTempDir();
  const subject: PartialSubject = { key: 'a'.repeat(64), upstreamId: 'uuid', sizeBytes: 10, immutable: true };
  const begin = (rest: Partial<PartialSubject> = {}): Promise<PartialFile> =>
    new Partials(directory()).begin({ ...subject, ...rest });
  const contentOf = async ({ dataPath }: PartialFile): Promise<string> => (await readFile(dataPath)).toString();

  /** What a run leaves that received this much. */
  const leave = async (text: string, rest: Partial<PartialSubject> = {}, validator: string | null = '"v"') => {
    const partial = await begin(rest);
    await partial.describe({ validator: validator ?? undefined, sizeBytes: 10 });
    await appendFile(partial.dataPath, text);
    await partial.release();
    return partial;
  };

  it('begins empty, and leaves nothing when removed', async () => {
    const partial = await begin();
    assert.equal(await contentOf(partial), '');
    assert.equal(partial.validator, undefined);
    await partial.describe({ validator: '"v"', sizeBytes: 10 });
    await partial.remove();
    assert.deepEqual(await readdir(directory()), []);
  });

  it('continues what an earlier run left, with its validator, and takes it over without a copy', async () => {
    const earlier = await leave('12345');
    const { ino } = await stat(earlier.dataPath);
    const partial = await begin();
    assert.equal(await contentOf(partial), '12345');
    assert.equal(partial.validator, '"v"');
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
    it(`begins anew for ${what}`, async () => {
      await leave('12345');
      assert.equal(await contentOf(await begin(rest)), '');
    });
  }

  it('begins anew after more than there can be, after nothing, and after a description that is torn', async () => {
    await leave('12345678901');
    await leave('');
    const torn = await leave('123');
    await writeFile(torn.dataPath.replace('.data', '.json'), '{"key": "a');
    assert.equal(await contentOf(await begin()), '');
  });

  it('cannot be continued before the first answer said what it is', async () => {
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

  it('needs none where the id stands for the bytes', async () => {
    await leave('12345', {}, null);
    assert.equal(await contentOf(await begin()), '12345');
  });

  it('copies what a run may still be writing, and leaves that run its own', async () => {
    const running = await begin();
    await running.describe({ validator: '"v"', sizeBytes: 10 });
    const file = await open(running.dataPath, 'a');
    await file.write('123');
    const other = await begin();
    assert.equal(await contentOf(other), '123');
    await file.write('456');
    await file.close();
    assert.equal(await contentOf(other), '123');
    assert.equal(await contentOf(running), '123456');
  });

  it('takes over from a process that was killed', async () => {
    const killed = await leave('12345');
    const path = killed.dataPath.replace('.data', '.json');
    const meta = JSON.parse(await readFile(path, 'utf8')) as object;
    await writeFile(path, JSON.stringify({ ...meta, owner: { pid: 2 ** 30, host: hostname() } }));
    assert.equal(await contentOf(await begin()), '12345');
    await assert.rejects(stat(killed.dataPath), { code: 'ENOENT' });
  });

  it('gives it to one of several that come at once; the others begin anew', async () => {
    await leave('12345');
    const partials = await Promise.all(Array.from({ length: 5 }, () => begin()));
    const contents = await Promise.all(partials.map(contentOf));
    assert.deepEqual(
      contents.filter((text) => text !== ''),
      ['12345'],
    );
    assert.equal(new Set(partials.map(({ dataPath }) => dataPath)).size, 5);
  });

  it('makes its directory anew when that was removed', async () => {
    await rm(directory(), { recursive: true });
    assert.equal(await contentOf(await begin()), '');
  });

  it('says with a typed error that there can be no directory', async () => {
    await writeFile(join(directory(), 'file'), '');
    const partials = new Partials(join(directory(), 'file'));
    await assert.rejects(partials.begin(subject), { code: 'storage' });
  });
});
