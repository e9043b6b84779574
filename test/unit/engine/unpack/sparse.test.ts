import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { pax, tarBytes } from '../../../support/archives/tarBytes.ts';
import type { TarSpec } from '../../../support/archives/tarBytes.ts';
import { useUnpackRig } from '../../../support/archives/unpackRig.ts';
import { itWith } from '../../../support/thisSystem.ts';

const run = promisify(execFile);

/** 3,000 bytes: `one` at 1,000 and `two` at the end. */
const WHOLE = Buffer.concat([Buffer.alloc(1000), Buffer.from('one'), Buffer.alloc(1994), Buffer.from('two')]);
const PIECES = ['1000', '3', '2997', '3'];

function sparse(records: Readonly<Record<string, string>>, body: string, name = 'data'): readonly TarSpec[] {
  return [
    pax(Object.fromEntries(Object.entries(records).map(([key, value]) => [`GNU.sparse.${key}`, value]))),
    { name, body },
  ];
}

const leadingMap = (...lines: readonly string[]): string =>
  lines
    .map((line) => `${line}\n`)
    .join('')
    .padEnd(512, '\0');
const V1 = { major: '1', minor: '0', name: 'data', realsize: '3000' };

function hasGnuTar(): boolean {
  try {
    return execFileSync('tar', ['--version'], { encoding: 'utf8' }).includes('GNU tar');
  } catch {
    return false;
  }
}

describe('unpacking sparse files', () => {
  const rig = useUnpackRig();
  const unpacked = (): Promise<Buffer> => readFile(path.join(rig.place(), 'out/tool/data'));

  for (const [format, specs] of [
    [
      '0.1',
      sparse({ size: '3000', numblocks: '2', map: PIECES.join(), name: 'data' }, 'onetwo', 'GNUSparseFile.1/data'),
    ],
    ['1.0', sparse(V1, `${leadingMap('2', ...PIECES)}onetwo`, 'GNUSparseFile.1/data')],
  ] as const) {
    it(`fills the holes of pax format ${format}, under the real name`, async () => {
      const { files } = await rig.unpack('t.tar', tarBytes([...specs, { name: 'after', body: 'x' }]));
      assert.deepEqual(await unpacked(), WHOLE);
      assert.deepEqual(
        files.map(({ path, sizeBytes }) => [path, sizeBytes]),
        [
          ['data', 3000],
          ['after', 1],
        ],
      );
    });
  }

  for (const format of [
    ['--format=gnu'],
    ['--sparse-version=0.0'],
    ['--sparse-version=0.1'],
    ['--sparse-version=1.0'],
  ]) {
    itWith(
      'holes',
      `reads what GNU tar writes with ${format.join(' ')}, with more pieces than a header holds`,
      async function (this: Mocha.Context) {
        if (!hasGnuTar()) this.skip();
        const file = path.join(rig.place(), 'data');
        const handle = await open(file, 'w');
        for (let at = 0; at < 60; at += 1) await handle.write(`piece ${at}`, at * 65_536);
        await handle.truncate(60 * 65_536 + 5);
        await handle.close();
        const posix = format[0]?.startsWith('--sparse') ? ['--format=posix'] : [];
        const args = ['--create', '--sparse', ...posix, ...format, '--file=data.tar', 'data'];
        await run('tar', args, { cwd: rig.place() });
        const archive = await readFile(path.join(rig.place(), 'data.tar'));
        assert.ok(archive.length < 1024 * 1024, 'tar omitted the holes');
        await rig.unpack('t.tar', archive);
        assert.deepEqual(await unpacked(), await readFile(file));
      },
    );
  }

  for (const [why, rule, specs] of [
    ['of an unknown format', 'unsupported', sparse({ major: '2', minor: '0', realsize: '1' }, '')],
    ['without its size', 'unsupported', sparse({ major: '1', minor: '0', name: 'data' }, '')],
    ['whose pieces overlap', 'ambiguous', sparse({ ...V1 }, `${leadingMap('2', '10', '3', '12', '3')}onetwo`)],
    [
      'that ends before its last piece',
      'ambiguous',
      sparse({ ...V1, realsize: '5' }, `${leadingMap('1', '3', '3')}one`),
    ],
    ['with more data than its map says', 'ambiguous', sparse(V1, `${leadingMap('1', '0', '3')}onetwo`)],
    ['whose map is not a number', 'corrupt', sparse(V1, `${leadingMap('1', '0', 'x')}one`)],
    ['whose map is truncated', 'corrupt', sparse(V1, '9999\n')],
    ['whose map is endless', 'tooMany', sparse(V1, leadingMap('999999999'))],
    [
      'whose name leads out',
      'path',
      sparse({ ...V1, name: '../data', realsize: '3' }, `${leadingMap('1', '0', '3')}one`),
    ],
  ] as const) {
    it(`refuses one ${why}`, () => rig.refuses('t.tar', tarBytes(specs), rule));
  }

  it('counts the holes as unpacked bytes', async () => {
    const huge = tarBytes(sparse({ ...V1, realsize: '900000000000000' }, `${leadingMap('1', '0', '3')}one`));
    await rig.refuses('t.tar', huge, 'tooLarge');
    await rig.refuses('t.tar.gz', gzipSync(huge), 'tooLarge');
    const dense = tarBytes(sparse({ ...V1, realsize: '100000000' }, `${leadingMap('1', '0', '3')}one`));
    await rig.refuses('t.tar', dense, 'tooDense');
  });
});
