import assert from 'node:assert/strict';
import { zipBytes } from '../../../support/archives/zipBytes.ts';
import type { ZipOptions, ZipSpec } from '../../../support/archives/zipBytes.ts';
import { useUnpackRig } from '../../../support/archives/unpackRig.ts';
import { itWith } from '../../../support/thisSystem.ts';

const LINK = 0o120777;
const SECOND_NAME = Buffer.concat([Buffer.from([0x75, 0x70, 9, 0, 1, 0, 0, 0, 0]), Buffer.from('evil')]);

describe('unpacking zip', () => {
  const rig = useUnpackRig();

  itWith('links', 'makes files, directories and links that stay inside', async () => {
    const bytes = zipBytes([
      { name: 'bin/', mode: 0o40755, method: 0 },
      { name: 'bin/tool', body: 'run', mode: 0o104755 },
      { name: 'bin/t', body: 'tool', mode: LINK, method: 0 },
      { name: 'read/me', body: 'x'.repeat(100_000), method: 0 },
    ]);
    const { files } = await rig.unpack('t.zip', bytes);
    assert.deepEqual(files, [
      { path: 'bin/tool', sizeBytes: 3, executable: true },
      { path: 'read/me', sizeBytes: 100_000, executable: false },
    ]);
    const tree = await rig.tree();
    assert.deepEqual([tree['bin/tool'], tree['bin/t'], tree['read/me']?.length], ['run', '-> tool', 100_000]);
  });

  it('recognises a directory by its name if nothing else tells', async () => {
    await rig.unpack(
      't.zip',
      zipBytes([
        { name: 'd/', mode: 0, system: 0 },
        { name: 'e/', mode: 0o100644 },
      ]),
    );
    assert.deepEqual(await rig.tree(), { d: '/', e: '/' });
  });

  it('reads modes of p7zip, but not of DOS', async () => {
    const mode = 0o100755;
    const specs = [
      { name: 'p7zip', system: 0, dosAttributes: 0x8000, mode },
      { name: 'dos', system: 0, mode },
    ];
    const { files } = await rig.unpack('t.zip', zipBytes(specs));
    assert.deepEqual(
      files.map(({ executable }) => executable),
      [true, false],
    );
  });

  for (const descriptor of ['signed', 'bare'] as const) {
    it(`reads sizes that follow the data (${descriptor})`, async () => {
      await rig.unpack(
        't.zip',
        zipBytes([
          { name: 'a', body: 'aaa', descriptor },
          { name: 'b', body: 'b', descriptor },
        ]),
      );
      assert.deepEqual(await rig.tree(), { a: 'aaa', b: 'b' });
    });
  }

  it('accepts a file that occurs twice with the same bytes', async () => {
    await rig.unpack(
      't.zip',
      zipBytes([
        { name: 'a', body: '1' },
        { name: 'a', body: '1' },
      ]),
    );
    assert.deepEqual(await rig.tree(), { a: '1' });
  });

  it('leaves out macOS metadata, and finds the one directory that holds the rest', async () => {
    const specs = [
      { name: 'saw-1.0/saw', body: '1' },
      { name: 'saw-1.0/._saw', body: 'attributes' },
      { name: 'saw-1.0/.DS_Store', body: 'x' },
      { name: '__MACOSX/saw-1.0/._saw', body: 'attributes' },
    ];
    const { files, stripped } = await rig.unpack('t.zip', zipBytes(specs), { stripTop: true });
    assert.equal(stripped, 'saw-1.0');
    assert.deepEqual(
      files.map(({ path }) => path),
      ['saw'],
    );
    assert.deepEqual(await rig.tree(), { saw: '1' });
  });

  it('reads names as code page 437 unless they are UTF-8', async () => {
    const bytes = zipBytes([
      { name: 'Bro\x81re.txt', body: '1', encoding: 'latin1' },
      { name: 'Grüße.txt', body: '2', encoding: 'utf8' },
    ]);
    await rig.unpack('t.zip', bytes);
    assert.deepEqual(await rig.tree(), { 'Broüre.txt': '1', 'Grüße.txt': '2' });
  });

  for (const [from, system] of [
    ['DOS', 0],
    ['NTFS', 10],
    ['VFAT', 14],
  ] as const) {
    it(`takes backslashes for separators in an archive made on ${from}, as PowerShell writes them`, async () => {
      const specs = [
        { name: 'saw\\bin\\' },
        { name: 'saw\\bin\\saw.exe', body: '1' },
        { name: 'saw/README', body: '2' },
      ];
      await rig.unpack('t.zip', zipBytes(specs.map((spec) => ({ ...spec, system, mode: 0 }))));
      assert.deepEqual(await rig.tree(), {
        saw: '/',
        'saw/bin': '/',
        'saw/bin/saw.exe': '1',
        'saw/README': '2',
      });
    });
  }

  it('refuses a name that is not the UTF-8 it claims to be', () =>
    rig.refuses('t.zip', zipBytes([{ name: 'Bro\x81re.txt', encoding: 'latin1', flags: 0x800 }]), 'name'));

  it('reads an archive with a comment, and an empty one', async () => {
    await rig.unpack('t.zip', zipBytes([], { comment: 'nothing' }));
    assert.deepEqual(await rig.tree(), {});
  });

  for (const [why, rule, specs, options] of [
    ['a path that climbs', 'path', [{ name: '../x' }]],
    ['an absolute path', 'path', [{ name: '/x' }]],
    ['a backslash', 'path', [{ name: 'a\\b' }]],
    ['a backslash from a Unix that declares DOS', 'path', [{ name: 'a\\b', system: 0, dosAttributes: 0x8000 }]],
    ['backslashes that climb', 'path', [{ name: 'a\\..\\..\\x', system: 0, mode: 0 }]],
    ['backslashes behind a drive', 'path', [{ name: 'C:\\x', system: 0, mode: 0 }]],
    ['a backslash at the start', 'path', [{ name: '\\x', system: 0, mode: 0 }]],
    [
      'one file by two separators',
      'duplicate',
      [
        { name: 'a\\b', body: '1', system: 0, mode: 0 },
        { name: 'a/b', body: '2', system: 0, mode: 0 },
      ],
    ],
    ['a NUL', 'name', [{ name: 'a\0b' }]],
    ['a link that leads out', 'link', [{ name: 'l', body: '../x', mode: LINK }]],
    ['a link to a path of any length', 'link', [{ name: 'l', body: 'x'.repeat(5000), mode: LINK }]],
    ['a file through a link', 'link', [{ name: 'l', body: 'd', mode: LINK }, { name: 'l/x' }]],
    ['a link that DOS does not know', 'ambiguous', [{ name: 'l', body: 'd', mode: LINK, system: 0 }]],
    ['a link named like a directory', 'ambiguous', [{ name: 'l/', body: 'd', mode: LINK }]],
    ['a device', 'special', [{ name: 'x', mode: 0o020666 }]],
    ['a pipe', 'special', [{ name: 'x', mode: 0o010666 }]],
    ['a directory with data', 'ambiguous', [{ name: 'd/', body: 'x', mode: 0o40755 }]],
    [
      'two files with one name',
      'duplicate',
      [
        { name: 'a', body: '1' },
        { name: 'a', body: '2' },
      ],
    ],
    ['an encrypted entry', 'unsupported', [{ name: 'a', flags: 1 }]],
    ['an encrypted directory', 'unsupported', [{ name: 'a', flags: 0x2000 }]],
    ['an unknown compression', 'unsupported', [{ name: 'a', body: 'x', method: 93 }]],
    ['a wrong checksum', 'corrupt', [{ name: 'a', body: 'x', crc: 1 }]],
    ['more data than stated', 'corrupt', [{ name: 'a', body: 'xxxx', size: 1 }]],
    ['less data than stated', 'corrupt', [{ name: 'a', body: 'xxxx', size: 9 }]],
    ['another name before the data', 'ambiguous', [{ name: 'a', local: { name: 'b' } }]],
    ['another size before the data', 'ambiguous', [{ name: 'a', body: 'x', local: { size: 2 } }]],
    ['another checksum before the data', 'ambiguous', [{ name: 'a', body: 'x', local: { crc: 2 } }]],
    ['another method before the data', 'ambiguous', [{ name: 'a', body: 'x', local: { method: 0 } }]],
    ['a second name in an extra field', 'ambiguous', [{ name: 'a', extra: SECOND_NAME }]],
    ['an entry that is not in the directory', 'ambiguous', [{ name: 'a', hidden: true }, { name: 'b' }]],
    ['a last entry that is not in the directory', 'ambiguous', [{ name: 'a' }, { name: 'b', hidden: true }]],
    [
      'one entry under two names',
      'ambiguous',
      [
        { name: 'a', body: 'x' },
        { name: 'a', at: 0 },
      ],
    ],
    ['something between entries', 'ambiguous', [{ name: 'a', after: 'hidden' }, { name: 'b' }]],
    ['something before the first entry', 'ambiguous', [{ name: 'a' }], { before: '#!/bin/sh\n' }],
    ['more entries than there are', 'corrupt', [{ name: 'a' }], { count: 2 }],
    ['fewer entries than there are', 'corrupt', [{ name: 'a' }, { name: 'b' }], { count: 1 }],
    ['a second end in the comment', 'ambiguous', [{ name: 'a' }], { comment: zipBytes([]) }],
  ] as const satisfies readonly (readonly [string, string, readonly ZipSpec[], ZipOptions?])[]) {
    it(`refuses ${why}`, () => rig.refuses('t.zip', zipBytes(specs, options), rule));
  }

  it('refuses an archive that is truncated anywhere', async () => {
    const bytes = zipBytes([{ name: 'a/b', body: 'hello hello hello' }]);
    for (let length = 0; length < bytes.length; length += 9) {
      await rig.refuses('t.zip', bytes.subarray(0, length), 'corrupt');
    }
  });

  it('refuses a tail, and data that is followed by more data', async () => {
    const bytes = zipBytes([{ name: 'a', body: 'x' }]);
    await rig.refuses('t.zip', Buffer.concat([bytes, Buffer.from('x')]), 'corrupt');
  });
});
