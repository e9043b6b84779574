import assert from 'node:assert/strict';
import fs, { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { isEngineError } from '../../../../src/engine/errors.ts';
import type { Installed } from '../../../../src/engine/install/installed.ts';
import { watchFileCalls } from '../../../crash/fileCalls.ts';
import { tarBytes } from '../../../support/archives/tarBytes.ts';
import { zipBytes } from '../../../support/archives/zipBytes.ts';
import { fails, program, putForeign, TOOL, toolTar, useInstallRig } from '../../../support/installRig.ts';
import { machO } from '../../../support/programs.ts';
import { because } from '../../../../src/engine/fitReason.ts';
import { fitWords } from '../../../../src/words/fitWords.ts';
import { THIS_SYSTEM, itWith } from '../../../support/thisSystem.ts';

const BOB = { source: { kind: 'release', owner: 'bob', repo: 'other' } } as const;
const MAC = machO(0x0100_000c);

function commands({ executables }: Installed): readonly string[] {
  return executables.map(({ command }) => command);
}

describe('Installer.install', () => {
  const rig = useInstallRig();

  for (const [name, bytes] of [
    ['tool-1.0-linux-amd64.tar.gz', gzipSync(toolTar())],
    ['tool.zip', zipBytes([{ name: 'tool', body: program(), mode: 0o100644 }])],
    ['tool-linux-amd64', program()],
    ['tool-linux-amd64.gz', gzipSync(program())],
  ] as const) {
    it(`makes a command of ${name}`, async () => {
      const installed = await rig.install(name, bytes);
      const file = await rig.installer().which('tool');
      assert.deepEqual([commands(installed), installed.active, file], [['tool'], true, installed.executables[0]?.path]);
      assert.deepEqual(await readFile(file ?? ''), program());
      assert.equal((await stat(file ?? '')).mode & 0o500, THIS_SYSTEM.windows ? 0o400 : 0o500);
      assert.equal(fitWords(installed.executables[0]?.proof.reasons ?? []), 'Linux, x64, static: runs on any libc');
      assert.deepEqual(Object.keys(await rig.links()), ['tool']);
      assert.deepEqual(await rig.installer().check(installed), { state: 'intact' });
    });
  }

  it('returns all facts about an install', async () => {
    const { asset } = await rig.request('tool.tar', toolTar());
    const before = Date.now();
    const { installedAt, notLinked, ...installed } = await rig.install('tool.tar', toolTar());
    assert.deepEqual(notLinked, []);
    assert.ok(installedAt >= before && installedAt <= Date.now());
    const bytes = program().length;
    assert.deepEqual([installed.tool, installed.asset, installed.sizeBytes], [TOOL, asset, bytes + 'read me'.length]);
    assert.deepEqual(await rig.installer().list(), [{ ...installed, installedAt }]);
  });

  it('applies the current limits and leaves nothing of an archive that exceeds them', async () => {
    const limits = { maxEntries: 1 };
    const installer = rig.installer({ limits: () => limits });
    const request = await rig.request('tool.tar', toolTar());
    await fails(installer.install(request), 'unsafeArchive', { name: 'tool.tar', rule: 'tooMany' });
    assert.deepEqual(await rig.versions(), []);
    limits.maxEntries = 10;
    assert.equal((await installer.install(request)).active, true);
  });

  it('leaves the cached file unchanged, whatever the tool does to itself', async () => {
    const request = await rig.request('tool', program());
    const installed = await rig.installer().install(request);
    await writeFile(installed.executables[0]?.path ?? '', 'changed');
    assert.deepEqual(await readFile(request.file), program());
    assert.deepEqual(await rig.installer().check(installed), { state: 'changed', paths: ['tool'] });
  });

  itWith(
    'permissions',
    'shares its blocks with the cached file where the file system can, and is writable all the same',
    async () => {
      const calls = fs as { copyFile: typeof fs.copyFile };
      const original = calls.copyFile;
      const modes: unknown[] = [];
      // Simulates a file system that supports such copies.
      calls.copyFile = (from, to, mode) => {
        modes.push(mode);
        return original(from, to, fs.constants.COPYFILE_EXCL);
      };
      syncBuiltinESMExports();
      try {
        const { executables } = await rig.install('tool', program());
        assert.deepEqual(modes, [fs.constants.COPYFILE_FICLONE_FORCE | fs.constants.COPYFILE_EXCL]);
        assert.equal((await stat(executables[0]?.path ?? '')).mode & 0o777, THIS_SYSTEM.permissions ? 0o755 : 0o666);
      } finally {
        calls.copyFile = original;
        syncBuiltinESMExports();
      }
    },
  );

  itWith('links', 'finds all programs of a bin, also those that are links', async () => {
    const archive = tarBytes([
      { name: 'node/bin/node', body: program(), mode: 0o755 },
      { name: 'node/bin/npm', type: '2', link: '../lib/npm.js' },
      { name: 'node/lib/npm.js', body: '#!/usr/bin/env node\n', mode: 0o755 },
    ]);
    const all = { consent: { allow: ['node', 'npm'] } };
    assert.deepEqual(commands(await rig.install('node.tar', archive, all)), ['node', 'npm']);
    assert.deepEqual(Object.values(await rig.links()), [
      '../installs/tool/v1.0/content/bin/node',
      '../installs/tool/v1.0/content/bin/npm',
    ]);
  });

  itWith('permissions', 'makes nothing but programs executable', async () => {
    const { directory } = await rig.install('tool.tar', toolTar());
    assert.equal((await stat(path.join(directory, 'README.md'))).mode & 0o111, 0);
  });

  it('reports a program of another system before it is installed', async () => {
    const reasons = [because('os', 'macOS'), because('archs', 'arm64'), because('osHere', 'Linux')];
    const facts = { name: 'tool', reasons };
    await fails(rig.install('tool', MAC), 'misfit', facts);
    assert.deepEqual([await rig.versions(), await rig.links()], [[], {}]);
    const installed = await rig.install('tool', MAC, { allowMisfit: true });
    assert.equal(installed.executables[0]?.proof.verdict, 'misfit');
    // Whoever installs it again gets the same error.
    await fails(rig.install('tool', MAC), 'misfit', facts);
  });

  it('picks the programs that run here from an archive for several systems', async () => {
    const archive = tarBytes([
      { name: 'mac/tool', body: MAC, mode: 0o755 },
      { name: 'linux/tool', body: program(), mode: 0o755 },
    ]);
    assert.deepEqual(
      (await rig.install('t.tar', archive)).executables.map(({ path: at }) => path.basename(path.dirname(at))),
      ['linux'],
    );
  });

  it('reports an archive without a program', async () => {
    const archive = tarBytes([{ name: 'a/README.md' }, { name: 'a/libx.so', body: program(), mode: 0o755 }]);
    await fails(rig.install('t.tar', archive), 'noExecutable', { name: 't.tar', candidates: [] });
    assert.deepEqual(await rig.versions(), []);
  });

  it('asks which file is the program, and not again for the next version', async () => {
    const archive = (version: string): Buffer =>
      tarBytes(['saw', 'axe'].map((name) => ({ name: `x/${name}-${version}`, body: program(version), mode: 0o755 })));
    const asked = { name: 'x-1.0.tar', candidates: ['axe-1.0', 'saw-1.0'] };
    await fails(rig.install('x-1.0.tar', archive('1.0')), 'noExecutable', asked);
    assert.deepEqual(await rig.versions(), []);
    const chosen = await rig.install('x-1.0.tar', archive('1.0'), { executables: ['saw-1.0'] });
    const next = await rig.install('x-1.1.tar', archive('1.1'), { asset: { version: 'v1.1' } });
    assert.deepEqual([commands(chosen), commands(next)], [['saw'], ['saw']]);
    assert.match(next.executables[0]?.path ?? '', /saw-1\.1$/);
  });

  it('does not ask again if the files spell the version otherwise than the tag', async () => {
    const install = (version: string, tag: string, chosen?: readonly string[]) => {
      const specs = ['saw', 'axe'].map((name) => ({ name: `x/${name}-${version}`, body: program(), mode: 0o755 }));
      return rig.install(`x-${version}.tar`, tarBytes(specs), { asset: { version: tag }, executables: chosen });
    };
    await install('1.0.0', 'v1_0_0', ['saw-1.0.0']);
    assert.deepEqual(commands(await install('1.1.0', 'v1_1_0')), ['saw']);
  });

  it('asks again if the chosen program is gone', async () => {
    const archive = (...names: readonly string[]): Buffer =>
      tarBytes(names.map((name) => ({ name: `x/${name}`, body: program(), mode: 0o755 })));
    await rig.install('x.tar', archive('saw', 'axe'), { executables: ['saw'] });
    const asked = { name: 'x.tar', candidates: ['adze', 'axe'] };
    await fails(rig.install('x.tar', archive('adze', 'axe'), { asset: { version: 'v2' } }), 'noExecutable', asked);
  });

  it('asks about a file that is not a known program, and accepts it on request', async () => {
    const jar = Buffer.from('PK\x03\x04');
    await fails(rig.install('tool.jar', jar), 'noExecutable', { name: 'tool.jar', candidates: ['tool.jar'] });
    assert.deepEqual(commands(await rig.install('tool.jar', jar, { executables: ['tool.jar'] })), ['tool.jar']);
  });

  it('refuses a choice that is not in the archive, and lists the candidates', async () => {
    const wrong = rig.install('t.tar', toolTar(), { executables: ['gone'] });
    await fails(wrong, 'noExecutable', { name: 't.tar', candidates: ['tool'], unknown: ['gone'] });
    const half = rig.install('t.tar', toolTar(), { executables: ['tool', 'gone'] });
    await fails(half, 'noExecutable', { name: 't.tar', candidates: ['tool'], unknown: ['gone'] });
  });

  it('refuses an unsafe archive, and leaves nothing', async () => {
    const archive = tarBytes([{ name: '../tool', body: program(), mode: 0o755 }]);
    await fails(rig.install('t.tar', archive), 'unsafeArchive', { name: 't.tar', rule: 'path', entry: '../tool' });
    assert.deepEqual([await rig.versions(), await rig.links()], [[], {}]);
  });

  it('leaves nothing when it is stopped', async () => {
    const stop = new AbortController();
    const request = await rig.request('t.tar', toolTar(), { signal: stop.signal });
    const installer = rig.installer();
    const running = installer.install(request);
    stop.abort();
    await assert.rejects(running, { name: 'AbortError' });
    await installer.close();
    assert.deepEqual([await rig.versions(), await rig.links()], [[], {}]);
  });

  it('settles on abort, and on close waits until the unpacked files are removed', async () => {
    const stop = new AbortController();
    const request = await rig.request('t.tar', toolTar(), { signal: stop.signal });
    const installer = rig.installer();
    const held = Promise.withResolvers<void>();
    const restore = await watchFileCalls(rig.place(), {
      after: ({ name }) => {
        if (name === 'open') stop.abort();
        return name === 'rm' ? held.promise : undefined;
      },
    });
    try {
      await assert.rejects(installer.install(request), { name: 'AbortError' });
      const closed = installer.close();
      assert.equal(await Promise.race([closed.then(() => 'closed'), Promise.resolve('waiting')]), 'waiting');
      held.resolve();
      await closed;
    } finally {
      restore();
    }
    assert.deepEqual(await rig.versions(), []);
  });

  for (const [name, bytes] of [
    ['tool', program()],
    ['tool.gz', gzipSync(program())],
    ['t.tar', toolTar()],
    ['t.zip', zipBytes([{ name: 'tool', body: program(), mode: 0o100755 }])],
  ] as const) {
    it(`installs nothing from a ${name} that is not the checked file, and reports it`, async () => {
      const request = await rig.request(name, bytes, { key: 'record' });
      await chmod(request.file, 0o644);
      await writeFile(request.file, Buffer.concat([bytes.subarray(0, -1), Buffer.from('!')]));
      const damaged: string[] = [];
      const onDamaged = (key: string): Promise<undefined> => Promise.resolve(void damaged.push(key));
      const failing = rig.installer({ onDamaged }).install(request);
      await assert.rejects(failing, (error) => isEngineError(error, 'integrity'));
      assert.deepEqual([await rig.versions(), await rig.links(), damaged], [[], {}, ['record']]);
    });
  }

  it('installs without making it the version in use', async () => {
    const installed = await rig.install('tool', program(), { activate: false });
    assert.deepEqual([installed.active, await rig.links(), await rig.versions()], [false, {}, ['tool/v1.0']]);
  });

  it('keeps server names out of paths, and separates two tools that look alike on disk', async () => {
    const odd = { version: '../../v1/x', ...BOB };
    const one = await rig.install('../t.tar', toolTar(), { asset: odd, consent: 'leave' });
    const other = await rig.install('../t.tar', toolTar(), { asset: { ...odd, version: 'x' }, activate: false });
    assert.deepEqual([one.asset.version, other.asset.version], ['../../v1/x', 'x']);
    assert.deepEqual(await rig.versions(), ['other/x', 'other/x']);
  });
});

describe('Installer.install with a command that is taken', () => {
  const rig = useInstallRig();

  it('leaves another tool its command, and installs nothing without consent', async () => {
    await rig.install('tool', program());
    const second = (rest: object = {}): Promise<Installed> =>
      rig.install('tool', program('b'), { asset: BOB, tool: 'tool', ...rest });
    const reasons = [{ why: 'taken', by: 'alice/tool v1.0' }] as const;
    const commands = [{ command: 'tool', isOwn: true, reasons }];
    await fails(second(), 'commandsNeedConsent', { tool: 'tool', version: 'v1.0', commands });
    assert.deepEqual(await rig.versions(), ['tool/v1.0']);
    const taken = await second({ consent: { allow: ['tool'] } });
    assert.deepEqual([taken.active, (await rig.installer().find(TOOL, 'v1.0'))?.active], [true, false]);
  });

  for (const consent of ['ask', 'own', { allow: ['tool'] }] as const) {
    it(`never replaces a file that is not ours, asked with ${JSON.stringify(consent)}`, async () => {
      await putForeign(rig.place(), 'tool');
      await fails(rig.install('tool', program(), { consent }), 'nameTaken', { command: 'tool' });
      assert.equal(await readFile(path.join(rig.place(), 'bin', 'tool'), 'utf8'), 'mine');
      assert.deepEqual([await rig.versions(), await rig.installer().which('tool')], [[], undefined]);
    });
  }

  it('installs without the command next to such a file if nobody can be asked', async () => {
    await putForeign(rig.place(), 'tool');
    const installed = await rig.install('tool', program(), { consent: 'leave' });
    assert.deepEqual(installed.notLinked, [{ command: 'tool', isOwn: true, reasons: [{ why: 'taken' }] }]);
    assert.deepEqual([installed.active, await rig.versions()], [false, ['tool/v1.0']]);
    assert.equal(await readFile(path.join(rig.place(), 'bin', 'tool'), 'utf8'), 'mine');
  });
});
