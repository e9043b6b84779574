import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { pax, tarBytes } from '../../../support/archives/tarBytes.ts';
import type { TarSpec } from '../../../support/archives/tarBytes.ts';
import { useUnpackRig } from '../../../support/archives/unpackRig.ts';
import { itWith } from '../../../support/thisSystem.ts';

const LONG = `${'d'.repeat(90)}/${'é'.repeat(60)}`;
const gnuLong = (type: 'L' | 'K', name: string): TarSpec => ({ name: '././@LongLink', type, body: `${name}\0` });

describe('unpacking tar', () => {
  const rig = useUnpackRig();

  itWith('links', 'makes files, directories and links that stay inside', async () => {
    const bytes = tarBytes([
      { name: './', type: '5' },
      { name: 'bin/', type: '5', mode: 0o755 },
      { name: 'bin/tool', body: 'run', mode: 0o755 },
      { name: 'bin/t', type: '2', link: 'tool' },
      { name: 'lib/one', type: '1', link: './bin/tool' },
      { name: 'old/', type: '\0' },
    ]);
    const { files } = await rig.unpack('t.tar', bytes);
    assert.deepEqual(files, [
      { path: 'bin/tool', sizeBytes: 3, executable: true },
      { path: 'lib/one', sizeBytes: 3, executable: true },
    ]);
    assert.deepEqual(await rig.tree(), {
      bin: '/',
      'bin/tool': 'run',
      'bin/t': '-> tool',
      lib: '/',
      'lib/one': 'run',
      old: '/',
    });
  });

  itWith('permissions', 'takes over that a file may be executed and nothing else of its mode', async () => {
    const modes = { a: 0o6755, b: 0o777, c: 0o700, d: 0o666, e: 0, f: 0o1644, g: 0o655 };
    const specs = Object.entries(modes).map(([name, mode]) => ({ name, mode }));
    await rig.unpack('t.tar', tarBytes([...specs, { name: 'dir', type: '5', mode: 0o7777 }]));
    for (const [name, mode] of Object.entries({
      a: 0o755,
      b: 0o755,
      c: 0o755,
      d: 0o644,
      e: 0o644,
      f: 0o644,
      g: 0o644,
    })) {
      const found = await stat(path.join(rig.place(), 'out/tool', name));
      assert.equal(found.mode & 0o7777, mode & ~process.umask(), name);
    }
    const directory = await stat(path.join(rig.place(), 'out/tool/dir'));
    assert.equal(directory.mode & 0o7777, 0o755 & ~process.umask());
  });

  for (const [why, specs] of [
    ['of pax', [pax({ path: LONG, mtime: '1.5' }), { name: 'short', body: 'x' }]],
    ['of GNU', [gnuLong('L', LONG), { name: 'short', body: 'x', magic: 'ustar  \0' }]],
    ['in two parts', [{ prefix: 'd'.repeat(90), name: 'é'.repeat(45), body: 'x' }]],
  ] as const satisfies readonly (readonly [string, readonly TarSpec[]])[]) {
    it(`reads long names ${why}`, async () => {
      const { files } = await rig.unpack('t.tar', tarBytes(specs));
      assert.match(files[0]?.path ?? '', /^d{90}\/é{45,60}$/);
    });
  }

  itWith('links', 'reads long links', async () => {
    await rig.unpack(
      't.tar',
      tarBytes([{ name: LONG }, gnuLong('K', LONG), { name: 'l', type: '2', link: 'cut' }].slice(1)),
    );
    assert.deepEqual(await rig.tree(), { l: `-> ${LONG}` });
  });

  it('reads the oldest format, and pax headers for all entries', async () => {
    const bytes = tarBytes([pax({ comment: 'abc' }, 'g'), { name: 'a', body: '1', magic: '\0\0\0\0\0\0\0\0' }]);
    await rig.unpack('t.tar', bytes);
    assert.deepEqual(await rig.tree(), { a: '1' });
  });

  it('does not read what follows the end', async () => {
    await rig.unpack('t.tar', Buffer.concat([tarBytes([{ name: 'a' }]), tarBytes([{ name: '../b' }])]));
    assert.deepEqual(await rig.tree(), { a: '' });
  });

  it('still checks that the data after the end is complete', async () => {
    const bytes = gzipSync(Buffer.concat([tarBytes([{ name: 'a' }]), Buffer.alloc(100_000, 'x')]));
    bytes[bytes.length - 6] = (bytes.at(-6) ?? 0) ^ 1;
    await rig.refuses('t.tar.gz', bytes, 'corrupt');
  });

  for (const [why, rule, specs] of [
    ['a path that climbs', 'path', [{ name: '../x' }]],
    ['a path in pax that climbs', 'path', [pax({ path: '../x' }), { name: 'x' }]],
    ['a path that climbs under a pax path that does not', 'path', [pax({ path: 'x' }), { name: '../x' }]],
    ['a GNU path that climbs', 'path', [gnuLong('L', 'a/../../x'), { name: 'x' }]],
    ['a NUL in a pax path', 'name', [pax({ path: 'x\0/../../y' }), { name: 'x' }]],
    ['a link that leads out', 'link', [{ name: 'l', type: '2', link: '..' }]],
    ['a pax link that leads out', 'link', [pax({ linkpath: '/etc' }), { name: 'l', type: '2', link: 'x' }]],
    ['a file through a link', 'link', [{ name: 'l', type: '2', link: 'd' }, { name: 'l/x' }]],
    ['a hard link that leads out', 'path', [{ name: 'h', type: '1', link: '../../x' }]],
    ['a hard link to nothing', 'link', [{ name: 'h', type: '1', link: 'x' }]],
    ['a hard link to a later entry', 'link', [{ name: 'h', type: '1', link: 'x' }, { name: 'x' }]],
    [
      'a hard link to a link',
      'link',
      [
        { name: 'l', type: '2', link: 'x' },
        { name: 'h', type: '1', link: 'l' },
      ],
    ],
    ['a hard link over a file', 'duplicate', [{ name: 'a' }, { name: 'b' }, { name: 'b', type: '1', link: 'a' }]],
    [
      'two files with one name',
      'duplicate',
      [
        { name: 'a', body: '1' },
        { name: 'a', body: '2' },
      ],
    ],
    [
      'a longer file of the same name',
      'duplicate',
      [
        { name: 'a', body: '1' },
        { name: 'a', body: '12' },
      ],
    ],
    [
      'a shorter file of the same name',
      'duplicate',
      [
        { name: 'a', body: '12' },
        { name: 'a', body: '1' },
      ],
    ],
    ['a program of the same name and bytes', 'duplicate', [{ name: 'a' }, { name: 'a', mode: 0o755 }]],
    ['one file in two spellings', 'duplicate', [{ name: 'a/b' }, { name: './a//b' }]],
    ['a character device', 'special', [{ name: 'x', type: '3' }]],
    ['a block device', 'special', [{ name: 'x', type: '4' }]],
    ['a pipe', 'special', [{ name: 'x', type: '6' }]],
    ['an unknown type', 'unsupported', [{ name: 'x', type: 'Z' }]],
    ['a part of a multi-volume archive', 'unsupported', [{ name: 'x', type: 'M' }]],
    ['a directory with data', 'ambiguous', [{ name: 'd/', type: '5', body: 'x' }]],
    ['a file named like a directory', 'ambiguous', [{ name: 'd/', body: 'x' }]],
    ['a link with data', 'ambiguous', [{ name: 'l', type: '2', link: 'x', body: 'x' }]],
    ['a file with two sizes', 'ambiguous', [pax({ size: '0' }), { name: 'x', body: 'y'.repeat(512) }]],
    ['a name for all entries', 'ambiguous', [pax({ path: 'x' }, 'g'), { name: 'y' }]],
    ['two long names for one entry', 'ambiguous', [pax({ path: 'a' }), gnuLong('L', 'b'), { name: 'c' }]],
    ['a long name without an entry', 'corrupt', [pax({ path: 'a' })]],
    ['a header with a wrong checksum', 'corrupt', [{ name: 'x', badSum: true }]],
    ['a pax record that is too short', 'corrupt', [{ name: 'p', type: 'x', body: '99 path=x\n' }, { name: 'y' }]],
    ['a pax header of megabytes', 'tooLarge', [{ name: 'p', type: 'x', body: 'x'.repeat(2 * 1024 * 1024) }]],
    ['a size beyond the end of the file', 'corrupt', [{ name: 'x', size: 0o77777777777 }]],
    ['the root as a file', 'path', [{ name: './.', body: 'x' }]],
  ] as const satisfies readonly (readonly [string, string, readonly TarSpec[]])[]) {
    it(`refuses ${why}`, () => rig.refuses('t.tar', tarBytes(specs), rule));
  }

  it('accepts a file that occurs twice with the same bytes', async () => {
    const { files } = await rig.unpack(
      't.tar',
      tarBytes([{ name: 'a', body: '1' }, { name: 'b' }, { name: 'a', body: '1' }]),
    );
    assert.deepEqual(await rig.tree(), { a: '1', b: '' });
    assert.equal(files.length, 2);
  });

  it('reads a name that is not UTF-8 as Latin-1', async () => {
    const bytes = tarBytes([{ name: 'x', body: '1' }]);
    bytes[0] = 0xf6;
    // The checksum grows by as much as the byte does.
    const sum = Number.parseInt(bytes.toString('latin1', 148, 154), 8) + 0xf6 - 'x'.charCodeAt(0);
    bytes.write(sum.toString(8).padStart(6, '0'), 148);
    await rig.unpack('t.tar', bytes);
    assert.deepEqual(await rig.tree(), { ö: '1' });
  });

  for (const [why, bytes, rule] of [
    ['an empty file', Buffer.alloc(0), 'corrupt'],
    ['one without end blocks', tarBytes([{ name: 'x' }], { endBlocks: 0 }), 'corrupt'],
    ['one that is truncated in a file', tarBytes([{ name: 'x', body: 'y'.repeat(2000) }]).subarray(0, 1500), 'corrupt'],
    [
      'one end block and more data',
      Buffer.concat([tarBytes([], { endBlocks: 1 }), tarBytes([{ name: 'x' }])]),
      'ambiguous',
    ],
    ['something else', Buffer.alloc(2048, 'x'), 'corrupt'],
  ] as const) {
    it(`refuses ${why}`, () => rig.refuses('t.tar', bytes, rule));
  }

  it('accepts an empty tar file', async () => {
    assert.deepEqual(await rig.unpack('t.tar', tarBytes([])), { files: [] });
    assert.deepEqual(await rig.tree(), {});
  });
});
