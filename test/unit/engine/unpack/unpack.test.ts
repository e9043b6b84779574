import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { isEngineError } from '../../../../src/engine/errors.ts';
import { sweepStages } from '../../../../src/engine/unpack/stage.ts';
import { systemClock } from '../../../../src/engine/systemClock.ts';
import { watchFileCalls } from '../../../crash/fileCalls.ts';
import { sha256Of } from '../../../support/records.ts';
import { tarBytes } from '../../../support/archives/tarBytes.ts';
import { useUnpackRig } from '../../../support/archives/unpackRig.ts';
import { zipBytes } from '../../../support/archives/zipBytes.ts';
import { itWith } from '../../../support/thisSystem.ts';

const MIB = 1024 * 1024;

const FORMS: readonly (readonly [name: string, bytes: Buffer])[] = [
  ['tool', Buffer.from('\x7fELF')],
  ['tool.gz', gzipSync('x')],
  ['t.tar', tarBytes([{ name: 'a', body: 'x' }])],
  ['t.tar.gz', gzipSync(tarBytes([{ name: 'a', body: 'x' }]))],
  ['t.zip', zipBytes([{ name: 'a', body: 'x' }])],
];

describe('unpack', () => {
  const rig = useUnpackRig();
  const out = (): string => path.join(rig.place(), 'out');

  for (const [name, as] of [
    ['tool-linux-amd64', 'tool-linux-amd64'],
    ['tool.exe', 'tool.exe'],
    ['../../tool', 'tool'],
  ] as const) {
    it(`copies ${name} unchanged`, async () => {
      const { files } = await rig.unpack(name, Buffer.from('\x7fELF'));
      assert.deepEqual(files, [{ path: as, sizeBytes: 4, executable: false }]);
      assert.deepEqual(await rig.tree(), { [as]: '\x7fELF' });
    });
  }

  it('names the content of a compressed file after the file, whatever it says inside', async () => {
    const bytes = gzipSync('x');
    // The header contains a name, which must not be used.
    bytes[3] = 8;
    const named = Buffer.concat([bytes.subarray(0, 10), Buffer.from('../evil\0'), bytes.subarray(10)]);
    await rig.unpack('TOOL.GZ', named);
    assert.deepEqual(await rig.tree(), { TOOL: 'x' });
  });

  for (const name of ['tool.7z', 'tool.DMG', 'tool.rar', 'tool.tar.lz', 'tool.deb', 'tool.msi']) {
    it(`refuses ${name}`, async () => {
      await mkdir(out());
      await rig.refuses(name, Buffer.from('x'), 'unsupported');
    });
  }

  it('refuses an archive under the name of another kind', async () => {
    await rig.refuses('t.tar.gz', zipBytes([{ name: 'a' }]), 'corrupt');
    await rig.refuses('t.zip', gzipSync(tarBytes([{ name: 'a' }])), 'corrupt');
  });

  itWith('links', 'leaves out the one directory at the top, if asked', async () => {
    const bytes = tarBytes([{ name: 'tool-1.0/bin/tool' }, { name: 'tool-1.0/t', type: '2', link: 'bin/tool' }]);
    const { files, stripped } = await rig.unpack('t.tar', bytes, { stripTop: true });
    assert.deepEqual([files[0]?.path, stripped], ['bin/tool', 'tool-1.0']);
    assert.deepEqual(await rig.tree(), { bin: '/', 'bin/tool': '', t: '-> bin/tool' });
    assert.deepEqual(await readdir(out()), ['tool']);
  });

  it('hashes executable files while it writes them, on request', async () => {
    const bytes = tarBytes([
      { name: 'tool-1/saw', body: 'x'.repeat(3 * MIB), mode: 0o755 },
      { name: 'tool-1/saw2', type: '1', link: 'tool-1/saw' },
      { name: 'tool-1/README', body: 'y' },
    ]);
    const { files } = await rig.unpack('t.tar.gz', gzipSync(bytes), { stripTop: true, hashExecutables: true });
    const sha256 = sha256Of(await readFile(path.join(out(), 'tool', 'saw')));
    assert.deepEqual(
      files.map((file) => [file.path, file.sha256]),
      [
        ['saw', sha256],
        ['saw2', sha256],
        ['README', undefined],
      ],
    );
  });

  it('keeps a bin that is the only directory, because the name matters', async () => {
    const { stripped } = await rig.unpack('t.tar', tarBytes([{ name: 'bin/a' }, { name: 'bin/b' }]), {
      stripTop: true,
    });
    assert.equal(stripped, undefined);
    assert.deepEqual(Object.keys(await rig.tree()), ['bin', 'bin/a', 'bin/b']);
  });

  it('leaves no directory out if there are several entries at the top, or a file', async () => {
    const { stripped } = await rig.unpack('t.tar', tarBytes([{ name: 'a/x' }, { name: 'b' }]), { stripTop: true });
    assert.equal(stripped, undefined);
    assert.deepEqual(Object.keys(await rig.tree()), ['a', 'b', 'a/x']);
  });

  for (const [why, rule, limits] of [
    ['more entries', 'tooMany', { maxEntries: 2 }],
    ['more bytes', 'tooLarge', { maxTotalBytes: 2000 }],
    ['longer paths', 'tooLong', { maxPathBytes: 5 }],
    ['deeper paths', 'tooLong', { maxDepth: 1 }],
  ] as const) {
    it(`refuses ${why} than allowed`, async () => {
      const names = ['a/b/cd', 'e', 'f'];
      await rig.refuses('t.tar', tarBytes(names.map((name) => ({ name }))), rule, { limits });
      const zip = zipBytes(names.map((name) => ({ name, body: 'x'.repeat(1000) })));
      await rig.refuses('t.zip', zip, rule, { limits });
    });
  }

  it('counts directories that only paths name', async () => {
    const bytes = tarBytes([{ name: 'a/b/c' }, { name: 'a', type: '5' }]);
    await rig.refuses('t.tar', bytes, 'tooMany', { limits: { maxEntries: 3 } });
    await rig.unpack('t.tar', bytes, { limits: { maxEntries: 4 } });
  });

  it('refuses an archive that grows too much, before it has grown', async () => {
    const zeros = Buffer.alloc(80 * MIB);
    await rig.refuses('t.gz', gzipSync(zeros), 'tooDense');
    await rig.refuses('t.zip', zipBytes([{ name: 'a', body: zeros }]), 'tooDense');
    await rig.refuses('t.zip', zipBytes([{ name: 'a', body: zeros, size: 10, local: { size: 10 } }]), 'corrupt');
  });

  it('accepts an archive that grows as much as allowed', async () => {
    const { files } = await rig.unpack('t.gz', gzipSync(Buffer.alloc(60 * MIB)));
    assert.equal(files[0]?.sizeBytes, 60 * MIB);
  });

  it('touches nothing that exists at the target', async () => {
    await mkdir(path.join(out(), 'tool'), { recursive: true });
    await writeFile(path.join(out(), 'tool', 'mine'), 'x');
    const isThere = (error: unknown): boolean => isEngineError(error, 'storage') && error.facts.reason === 'EEXIST';
    await assert.rejects(rig.unpack('t.tar', tarBytes([{ name: 'a' }])), isThere);
    assert.deepEqual(await rig.tree(), { mine: 'x' });
    assert.deepEqual(await readdir(out()), ['tool']);
  });

  it('reports a missing archive', async () => {
    const { unpack } = await import('../../../../src/engine/unpack/unpack.ts');
    const file = path.join(rig.place(), 'nowhere');
    const isMissing = (error: unknown): boolean => isEngineError(error, 'storage') && error.facts.path === file;
    await assert.rejects(unpack(file, 't.tar', path.join(rig.place(), 't'), { clock: systemClock }), isMissing);
    assert.deepEqual(await readdir(rig.place()), []);
  });

  for (const [name, bytes] of [
    ['t.tar', tarBytes([{ name: 'a', body: Buffer.alloc(8 * MIB) }])],
    ['t.gz', gzipSync(Buffer.alloc(50 * MIB))],
    ['t.zip', zipBytes([{ name: 'a', body: Buffer.alloc(50 * MIB) }])],
  ] as const) {
    it(`leaves nothing of ${name} when it is aborted in the middle`, async () => {
      const abort = new AbortController();
      let removed: Promise<void> | undefined;
      const onCleaning = (removal: Promise<void>): void => void (removed = removal);
      const run = rig.unpack(name, bytes, { signal: abort.signal, onCleaning });
      const begun = async (): Promise<boolean> => (await readdir(out()).catch(() => [])).length > 0;
      while (!(await begun()));
      abort.abort(new Error('enough'));
      await assert.rejects(run, /enough/);
      await removed;
      assert.deepEqual(await readdir(out()), []);
    });
  }

  it('settles on abort, however long it takes to remove what was unpacked', async () => {
    const abort = new AbortController();
    const held = Promise.withResolvers<void>();
    let removed: Promise<void> | undefined;
    const restore = await watchFileCalls(out(), {
      after: ({ name }) => {
        if (name === 'open') abort.abort(new Error('enough'));
        return name === 'rm' ? held.promise : undefined;
      },
    });
    try {
      const onCleaning = (removal: Promise<void>): void => void (removed = removal);
      const bytes = tarBytes([{ name: 'a' }, { name: 'b' }]);
      await assert.rejects(rig.unpack('t.tar', bytes, { signal: abort.signal, onCleaning }), /enough/);
      assert.ok(removed, 'its end can be awaited');
    } finally {
      held.resolve();
      await removed;
      restore();
    }
    assert.deepEqual(await readdir(out()), []);
  });

  for (const [name, bytes] of FORMS) {
    it(`accepts ${name} with the digest of its bytes, and no other`, async () => {
      const sha256 = sha256Of(bytes);
      await rig.unpack(name, bytes, { sha256 });
      const target = path.join(out(), 'tool');
      await rm(target, { recursive: true });
      const other = sha256Of('other');
      await assert.rejects(rig.unpack(name, bytes, { sha256: other }), (error) => {
        assert.ok(isEngineError(error, 'integrity'), String(error));
        assert.deepEqual([error.facts.expected, error.facts.actual], [other, sha256]);
        return true;
      });
      assert.deepEqual(await readdir(out()), []);
    });

    it(`blames the disk, not the publisher, for a damaged ${name}`, async () => {
      const damaged = Buffer.from(bytes);
      damaged.fill(0xff, 0, Math.min(64, damaged.length));
      await assert.rejects(rig.unpack(name, damaged, { sha256: sha256Of(bytes) }), (error) =>
        isEngineError(error, 'integrity'),
      );
      assert.deepEqual(await readdir(out()), []);
    });
  }

  it('unpacks the bytes that it compared, whoever changes a zip meanwhile', async () => {
    const [good, evil] = ['good', 'evil'].map((body) => zipBytes([{ name: 'a', body, method: 0 }]));
    assert.ok(good && evil && good.length === evil.length);
    const archive = path.join(rig.place(), 'in', 'archive');
    let isChanged = false;
    const restore = await watchFileCalls(out(), {
      after: async ({ name, path: at }) => {
        // The first file that is unpacked. By then the archive has been checked.
        if (isChanged || name !== 'open' || !at.includes(`${path.sep}content${path.sep}`)) return;
        isChanged = true;
        await writeFile(archive, evil);
      },
    });
    try {
      await rig.unpack('t.zip', good, { sha256: sha256Of(good) });
    } finally {
      restore();
    }
    assert.ok(isChanged);
    assert.deepEqual(await rig.tree(), { a: 'good' });
  });

  it('removes leftovers of killed processes after a day', async () => {
    for (const name of ['.unpack-old', '.unpack-new', 'tool']) {
      await mkdir(path.join(rig.place(), name, 'content'), { recursive: true });
    }
    await writeFile(path.join(rig.place(), '.unpack-file'), 'somebody else’s');
    const old = Date.now() / 1000 - 25 * 60 * 60;
    for (const name of ['.unpack-old', '.unpack-file', 'tool']) await utimes(path.join(rig.place(), name), old, old);
    await sweepStages(rig.place(), systemClock);
    assert.deepEqual((await readdir(rig.place())).sort(), ['.unpack-file', '.unpack-new', 'tool']);
    assert.equal(await readFile(path.join(rig.place(), '.unpack-file'), 'utf8'), 'somebody else’s');
    await sweepStages(path.join(rig.place(), 'nowhere'), systemClock);
  });
});
