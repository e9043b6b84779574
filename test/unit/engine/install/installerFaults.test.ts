import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, readFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { removeInstall } from '../../../../src/engine/install/installDirectories.ts';
import { diskError, unprivileged, withDiskFault } from '../../../support/diskFaults.ts';
import { fails, program, putForeign, TOOL, toolTar, useInstallRig } from '../../../support/installRig.ts';
import { watchFileCalls } from '../../../crash/fileCalls.ts';
import { tarBytes } from '../../../support/archives/tarBytes.ts';
import { zipBytes } from '../../../support/archives/zipBytes.ts';
import { elf, pe } from '../../../support/programs.ts';
import { MACHINES } from '../../../support/machines.ts';
import { isEngineError } from '../../../../src/engine/errors.ts';
import { because } from '../../../../src/engine/fitReason.ts';
import { fitWords } from '../../../../src/words/fitWords.ts';
import { THIS_SYSTEM, itWith } from '../../../support/thisSystem.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

async function makeOld(file: string): Promise<void> {
  const old = new Date(Date.now() - 2 * DAY_MS);
  await utimes(file, old, old);
}

describe('Installer and failures', () => {
  const rig = useInstallRig();
  const toolDirectory = async (): Promise<string> => {
    const installs = path.join(rig.place(), 'installs');
    return path.join(installs, (await readdir(installs))[0] ?? '');
  };

  for (const [method, code, after] of [
    ['writeFile', 'ENOSPC', 0],
    ['writeFile', 'EDQUOT', 2],
    ['sync', 'EIO', 0],
  ] as const) {
    it(`leaves nothing when the disk says ${code} at ${method}, after ${after}`, async () => {
      const request = await rig.request('t.tar', toolTar());
      const failing = withDiskFault({ method, code, after }, () => rig.installer().install(request));
      await assert.rejects(failing, (error) => isEngineError(error, 'storage') && error.facts.reason === code);
      assert.deepEqual([await rig.versions(), await rig.links(), await rig.installer().list()], [[], {}, []]);
    });
  }

  itWith('permissions', 'reports a directory that may not be written to, and not as an empty one', async () => {
    const request = await rig.request('t.tar', toolTar());
    await chmod(path.dirname(request.file), 0o755);
    await chmod(request.file, 0o444);
    await mkdir(rig.place());
    await chmod(rig.place(), 0o555);
    await unprivileged(() =>
      assert.rejects(
        rig.installer().install(request),
        (error) => isEngineError(error, 'storage') && error.facts.reason === 'EACCES',
      ),
    );
    await mkdir(path.join(rig.place(), 'installs'), { mode: 0o000 });
    await unprivileged(() => assert.rejects(rig.installer().list(), (error) => isEngineError(error, 'storage')));
  });

  for (const [what, text] of [
    ['damaged', '{'],
    ['of a newer layout', '{"layout":2}'],
    ['not about any instance', undefined],
  ] as const) {
    it(`distinguishes a manifest that is ${what} from a missing one, and lists all other installs`, async () => {
      const [broken, whole] = [
        await rig.install('a.tar', toolTar('a')),
        await rig.install('b.tar', toolTar('b'), { tool: 'other', asset: { version: 'v2' }, activate: false }),
      ];
      const directory = path.dirname(broken.directory);
      const file = path.join(directory, 'install.json');
      const before = await readFile(file, 'utf8');
      await writeFile(file, text ?? before.replace(TOOL.instance, 'nowhere'));
      const installer = rig.installer();
      assert.deepEqual(
        (await installer.list()).map((one) => one.directory),
        [whole.directory],
      );
      const unreadable = { directory, tool: 'tool', version: 'v1.0', commands: ['tool'] };
      assert.deepEqual(await installer.unreadable(), [unreadable]);
      await installer.tidy();
      assert.deepEqual(await installer.unreadable(), [unreadable]);
      // Its command is not available to others.
      const other = await rig.request('b.tar', toolTar('b'), { tool: 'other', executables: ['tool'] });
      await assert.rejects(installer.install(other), (error) => isEngineError(error, 'commandsNeedConsent'));
      await rig.install('a.tar', toolTar('a'), { consent: 'own' });
      assert.deepEqual([await installer.unreadable(), (await installer.list()).length], [[], 2]);
    });
  }

  it('succeeds in both windows when two install it at once', async () => {
    const request = await rig.request('t.tar', toolTar());
    const all = await Promise.all([1, 2, 3].map(() => rig.installer().install(request)));
    assert.deepEqual(new Set(all.map(({ directory }) => directory)).size, 1);
    assert.deepEqual([await rig.versions(), Object.keys(await rig.links())], [['tool/v1.0'], ['tool']]);
    assert.deepEqual(await rig.installer().check(all[0] ?? assert.fail()), { state: 'intact' });
  });

  it('succeeds when a window removes a tool that another installs', async () => {
    const request = await rig.request('t.tar', toolTar());
    await rig.installer().install(request);
    await Promise.all([rig.installer().uninstall(TOOL), rig.installer().install(request)]);
    await rig.installer().install(request);
    assert.deepEqual(await rig.versions(), ['tool/v1.0']);
    assert.ok(await rig.installer().which('tool'));
  });

  it('repairs an install whose manifest is damaged', async () => {
    const { directory } = await rig.install('t.tar', toolTar());
    await writeFile(path.join(directory, '..', 'install.json'), '{"layout":1}');
    assert.deepEqual(await rig.installer().list(), []);
    assert.match(rig.log.lines.join('\n'), /cannot be read: /);
    await rig.install('t.tar', toolTar());
    assert.equal((await rig.installer().list()).length, 1);
  });

  it('removes a tool with its unreadable versions, and never takes an unreadable version for absent', async () => {
    const { directory } = await rig.install('t.tar', toolTar());
    await writeFile(path.join(directory, '..', 'install.json'), '{');
    const damaged = (error: unknown): boolean => isEngineError(error, 'storage') && error.facts.reason === 'EBADMSG';
    await assert.rejects(rig.installer().uninstall(TOOL, 'v1.0'), damaged);
    await assert.rejects(rig.installer().use(TOOL, 'v1.0'), damaged);
    await rig.installer().uninstall(TOOL);
    assert.deepEqual([await rig.versions(), await rig.links()], [[], {}]);
  });

  it('removes an unreadable install by its directory with its commands, and no readable one', async () => {
    const broken = path.dirname((await rig.install('t.tar', toolTar())).directory);
    const whole = await rig.install('o.tar', toolTar('o'), { tool: 'other', activate: false });
    await writeFile(path.join(broken, 'install.json'), '{');
    const installer = rig.installer();
    for (const directory of [path.dirname(whole.directory), path.dirname(broken), path.join(broken, 'content')]) {
      assert.equal(await installer.removeUnreadable(directory), false);
    }
    assert.equal(await installer.removeUnreadable(broken), true);
    assert.deepEqual([await rig.versions(), await rig.links()], [['other/v1.0'], {}]);
    assert.equal(await installer.removeUnreadable(broken), false);
  });

  it('does not follow a manifest that leads outside', async () => {
    const { directory } = await rig.install('t.tar', toolTar());
    const manifest = path.join(directory, '..', 'install.json');
    const text = await readFile(manifest, 'utf8');
    for (const evil of ['../../../../etc/passwd', '/etc/passwd', 'a/../../b']) {
      await writeFile(manifest, text.replace('"path": "tool"', JSON.stringify({ path: evil }).slice(1, -1)));
      assert.deepEqual(await rig.installer().list(), [], evil);
    }
  });

  it('lists an unknown kind of evidence as none', async () => {
    const { directory } = await rig.install('t.tar', toolTar());
    const manifest = path.join(directory, '..', 'install.json');
    await writeFile(manifest, (await readFile(manifest, 'utf8')).replace('"server"', '"oracle"'));
    assert.equal((await rig.installer().list())[0]?.asset.evidence, 'none');
  });

  it('lists no pin of a version that counted the digest in a lock as one', async () => {
    const { directory } = await rig.install('t.tar', toolTar());
    const manifest = path.join(directory, '..', 'install.json');
    const pinned = (await readFile(manifest, 'utf8')).replace('"server"', '"pin"');
    await writeFile(manifest, pinned);
    assert.equal((await rig.installer().list())[0]?.asset.evidence, 'pin');
    await writeFile(manifest, pinned.replace(/,\s*"rules": 2/, ''));
    assert.equal((await rig.installer().list())[0]?.asset.evidence, 'none');
  });

  itWith('links', 'tidies up what killed processes left, and nothing that is in use', async () => {
    await rig.install('t.tar', toolTar());
    const parent = await toolDirectory();
    const [stage, fresh, rest] = ['.unpack-old', '.unpack-new', 'v0-0123456789ab'].map((name) =>
      path.join(parent, name),
    );
    for (const directory of [stage, fresh, rest])
      await mkdir(path.join(directory ?? '', 'content'), { recursive: true });
    await makeOld(stage ?? '');
    const bin = path.join(rig.place(), 'bin');
    await symlink(path.join('..', 'installs', 'x', 'y', 'content', 'dead'), path.join(bin, 'dead'));
    await symlink('/nowhere', path.join(bin, 'not-ours'));
    await writeFile(path.join(bin, '.link-old'), '');
    await makeOld(path.join(bin, '.link-old'));
    await rig.installer().tidy();
    assert.deepEqual(
      (await readdir(parent)).filter((name) => !name.startsWith('v1.0')),
      ['.unpack-new'],
    );
    assert.deepEqual((await readdir(bin)).toSorted(), ['not-ours', 'tool']);
    assert.ok(await rig.installer().which('tool'));
  });

  it('has nothing to tidy in an empty directory', async () => {
    await rig.installer().tidy();
    assert.deepEqual(await rig.installer().list(), []);
  });

  it('reports a command whose file is gone as absent, and lets other tools have it', async () => {
    await rig.install('t.tar', toolTar());
    await rm(await toolDirectory(), { recursive: true });
    assert.equal(await rig.installer().which('tool'), undefined);
    const bob = { source: { kind: 'release', owner: 'bob', repo: 'tool' } } as const;
    assert.equal((await rig.install('t.tar', toolTar(), { asset: bob })).active, true);
  });

  it('keeps working after its whole directory was moved', async () => {
    await rig.install('t.tar', toolTar());
    const moved = `${rig.place()}-moved`;
    await rename(rig.place(), moved);
    const installer = rig.installer({ directory: moved });
    assert.ok((await installer.which('tool'))?.startsWith(moved));
    assert.equal((await installer.find(TOOL))?.active, true);
  });

  it('removes an install whose directory cannot be moved', async () => {
    const { directory } = await rig.install('t.tar', toolTar());
    const version = path.dirname(directory);
    await removeInstall(version, () => Promise.reject(diskError('EBUSY', 'rename')));
    assert.deepEqual([await rig.installer().list(), await rig.versions()], [[], []]);
  });

  it('undoes a switch if the second command cannot be switched', async () => {
    const install = (version: string): Promise<unknown> => {
      const files = ['tool', 'toolctl'].map((name) => ({ name, body: program(version), mode: 0o755 }));
      return rig.install('t.tar', tarBytes(files), { asset: { version }, executables: ['tool', 'toolctl'] });
    };
    await install('v1');
    const before = await rig.links();
    let links = 0;
    // Each of the two commands is one link, or two scripts that are renamed into place.
    const [step, failing] = THIS_SYSTEM.scripts ? ['symlink', 2] : ['rename', 3];
    const restore = await watchFileCalls(path.join(rig.place(), 'bin'), {
      before: ({ name, path: at }) => {
        if (name === step && (links += 1) === failing) throw diskError('EIO', `${name} ${at}`);
      },
    });
    try {
      await assert.rejects(install('v2'), (error) => isEngineError(error, 'storage'));
    } finally {
      restore();
    }
    assert.deepEqual([await rig.links(), await rig.versions()], [before, ['tool/v1']]);
  });

  it('installs even if the choice cannot be remembered', async () => {
    const choices = {
      keys: () => [],
      get: () => undefined,
      update: () => Promise.reject(new Error('no room')),
    };
    const request = await rig.request('t.tar', toolTar(), { executables: ['tool'] });
    assert.equal((await rig.installer({ choices }).install(request)).active, true);
    assert.match(rig.log.lines.join('\n'), /not remembered: Error: no room/);
  });
});

describe('Installer on Windows', () => {
  const rig = useInstallRig();
  const options = { platform: 'win32' } as const;
  const install = async (): ReturnType<typeof rig.install> => {
    const request = await rig.request('tool.exe', pe(0x8664), { machine: MACHINES['win32-x64'] });
    return rig.installer(options).install(request);
  };

  itWith('hardLinks', 'makes shims, finds through them and removes both', async () => {
    const installed = await install();
    const bin = path.join(rig.place(), 'bin');
    assert.deepEqual((await readdir(bin)).toSorted(), ['tool', 'tool.cmd', 'tool.exe']);
    assert.equal(await rig.installer(options).which('tool'), installed.executables[0]?.path);
    assert.equal(installed.active, true);
    await rig.installer(options).uninstall(TOOL);
    assert.deepEqual(await readdir(bin), []);
  });

  it('never replaces a batch file that is not ours', async () => {
    await putForeign(rig.place(), 'tool.cmd');
    await fails(install(), 'nameTaken', { command: 'tool' });
  });

  it('accepts batch files as programs', async () => {
    const archive = zipBytes([
      { name: 'bin/tool.cmd', body: '@echo off' },
      { name: 'bin/tool', body: '#!/bin/sh\n' },
    ]);
    const request = await rig.request('tool.zip', archive, { machine: MACHINES['win32-x64'] });
    const { executables } = await rig.installer(options).install(request);
    assert.deepEqual(
      executables.map(({ path: at, proof }) => [path.basename(at), fitWords(proof.reasons)]),
      [['tool.cmd', 'a batch file']],
    );
  });
});

describe('Installer with a program for another C library', () => {
  const rig = useInstallRig();

  it('names the C library', async () => {
    const musl = elf({ machine: 62, interpreter: '/lib/ld-musl-x86_64.so.1' });
    const what = [because('os', 'Linux'), because('archs', 'x64')];
    const reasons = [...what, because('needsMusl'), because('glibcHere', '')];
    await fails(rig.install('tool', Buffer.concat([musl, program()])), 'misfit', { name: 'tool', reasons });
  });
});
