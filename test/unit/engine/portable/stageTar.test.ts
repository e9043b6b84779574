import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { mkdir, readFile, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { isEngineError } from '../../../../src/engine/errors.ts';
import { stageTar } from '../../../../src/engine/portable/stageTar.ts';
import { tarSink } from '../../../../src/engine/portable/tarSink.ts';
import { systemClock } from '../../../../src/engine/systemClock.ts';
import { pax, tarBytes } from '../../../support/archives/tarBytes.ts';
import type { TarSpec } from '../../../support/archives/tarBytes.ts';
import { useTempDir } from '../../../support/tempDir.ts';

const HEX = 'ab'.repeat(32);
const CAS = `cas/${HEX}`;
const { signal } = new AbortController();
const SILENT = { signal, onBytes: () => undefined };

describe('a tar file of an export', () => {
  const directory = useTempDir();
  const imports = (): string => join(directory(), 'cache', 'cache-v1', 'imports');
  const tar = (): string => join(directory(), 'tools.tar');
  const stage = (from = tar(), stopped = signal): Promise<string> =>
    stageTar(from, { directory: join(directory(), 'cache'), clock: systemClock, signal: stopped });
  const staged = async (specs: readonly TarSpec[]): Promise<string> => {
    await writeFile(tar(), tarBytes(specs));
    return stage();
  };

  it('is written and read back, with files of any length', async () => {
    const sink = tarSink(tar(), systemClock);
    const [long, empty] = ['x'.repeat(1_000_001), ''];
    for (const [index, content] of [long, empty].entries()) {
      const [path, sha256] = [join(directory(), `${index}`), hash('sha256', content)];
      await writeFile(path, content);
      await sink.copy(`cas/${sha256}`, { name: 'a', path, sha256 }, SILENT);
    }
    await sink.write('forgejo-artifacts.lock.json', '{}\n');
    await sink.finish();
    await sink.discard();
    const place = await stage();
    assert.equal(await readFile(join(place, 'forgejo-artifacts.lock.json'), 'utf8'), '{}\n');
    for (const content of [long, empty])
      assert.equal(await readFile(join(place, 'cas', hash('sha256', content)), 'utf8'), content);
  });

  it('leaves nothing if a file changed meanwhile or the export was not finished', async () => {
    const path = join(directory(), 'a');
    await writeFile(path, 'changed');
    const sink = tarSink(tar(), systemClock);
    const copying = sink.copy(CAS, { name: 'a', path, sha256: HEX }, SILENT);
    await assert.rejects(copying, { code: 'integrity' });
    await sink.discard();
    assert.deepEqual(await readdir(directory()), ['a']);
  });

  it('unpacks only names that an export has, and no paths', async () => {
    const place = await staged([
      { name: './' + CAS, body: 'bytes' },
      { name: 'cas/', type: '5' },
      { name: 'extra/a.vsix', body: 'x' },
      { name: `cas/${HEX.toUpperCase()}`, body: 'x' },
      { name: `cas/${HEX}/more`, body: 'x' },
      { name: 'bin/sh', body: 'x', mode: 0o755 },
      { name: 'SHA256SUMS', body: 'x' },
    ]);
    assert.deepEqual((await readdir(place, { recursive: true })).sort(), ['SHA256SUMS', 'cas', join('cas', HEX)]);
    assert.equal(await readFile(join(place, CAS), 'utf8'), 'bytes');
  });

  const HOSTILE: readonly (readonly [string, string, readonly TarSpec[]])[] = [
    ['a path that leads out', 'path', [{ name: '../outside', body: 'x' }]],
    ['an absolute path', 'path', [{ name: '/tmp/outside', body: 'x' }]],
    ['a symbolic link', 'link', [{ name: CAS, type: '2', link: '/etc/passwd' }]],
    ['a hard link', 'link', [{ name: CAS, type: '1', link: '/etc/passwd' }]],
    [
      'a link in place of a directory',
      'link',
      [
        { name: 'cas', type: '2', link: '/tmp' },
        { name: CAS, body: 'x' },
      ],
    ],
    ['a device', 'special', [{ name: CAS, type: '3' }]],
    ['a pipe', 'special', [{ name: CAS, type: '6' }]],
    [
      'a duplicate name',
      'duplicate',
      [
        { name: CAS, body: 'x' },
        { name: `./${CAS}`, body: 'y' },
      ],
    ],
    ['a size beyond the end of the file', 'corrupt', [{ name: CAS, body: 'x', size: 1_000_000 }]],
    ['a wrong checksum', 'corrupt', [{ name: CAS, body: 'x', badSum: true }]],
    ['two sizes', 'ambiguous', [pax({ size: '3' }), { name: CAS, body: 'x' }]],
    ['holes of a terabyte', 'tooLarge', [sparse(2 ** 40), { name: CAS, body: '0\n'.padEnd(512, '\0') }]],
  ];

  function sparse(sizeBytes: number): TarSpec {
    return pax({ 'GNU.sparse.major': '1', 'GNU.sparse.minor': '0', 'GNU.sparse.realsize': String(sizeBytes) });
  }

  for (const [what, rule, specs] of HOSTILE) {
    it(`is refused with ${what}, and leaves nothing`, async () => {
      await assert.rejects(staged(specs), (error: unknown) => {
        assert.ok(isEngineError(error, 'unsafeArchive'), String(error));
        assert.deepEqual([error.facts.name, error.facts.rule], ['tools.tar', rule]);
        return true;
      });
      assert.deepEqual(await readdir(imports()), []);
    });
  }

  it('is refused as damaged if it is truncated, and as no export if it is not a tar file', async () => {
    const bytes = tarBytes([{ name: CAS, body: 'x'.repeat(5000) }]);
    for (const [content, code] of [
      [bytes.subarray(0, 2000), 'unsafeArchive'],
      [Buffer.from('no tar file'), 'notExport'],
      [gzipSync(bytes), 'notExport'],
      [Buffer.alloc(0), 'notExport'],
    ] as const) {
      await writeFile(tar(), content);
      await assert.rejects(stage(), { code });
    }
    assert.deepEqual(await readdir(imports()), []);
  });

  it('leaves nothing when it is stopped', async () => {
    const stop = new AbortController();
    await writeFile(tar(), tarBytes([{ name: CAS, body: 'x'.repeat(5000) }]));
    stop.abort(new Error('stopped'));
    await assert.rejects(stage(tar(), stop.signal), /stopped/);
    assert.deepEqual(await readdir(imports()), []);
  });

  it('removes leftovers of a process that was killed a day ago', async () => {
    const [old, recent] = ['.unpack-old', '.unpack-recent'].map((name) => join(imports(), name));
    for (const path of [old, recent]) await mkdir(path ?? '', { recursive: true });
    const longAgo = new Date(Date.now() - 25 * 60 * 60_000);
    await utimes(old ?? '', longAgo, longAgo);
    const place = await staged([{ name: CAS, body: 'x' }]);
    assert.deepEqual((await readdir(imports())).sort(), [place.slice(imports().length + 1), '.unpack-recent'].sort());
  });
});
