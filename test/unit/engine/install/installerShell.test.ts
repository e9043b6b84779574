import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { createPathLookup } from '../../../../src/engine/install/pathLookup.ts';
import { zipBytes } from '../../../support/archives/zipBytes.ts';
import { binTar, offerLines } from '../../../support/commandRig.ts';
import { TOOL, useInstallRig } from '../../../support/installRig.ts';
import { describeWith, itWith } from '../../../support/thisSystem.ts';

describeWith('scripts', 'a real shell whose PATH starts with the commands of a tool', function () {
  const rig = useInstallRig();

  it('runs programs called git, sudo and ls only after consent', async () => {
    const names = ['tool', 'git', 'ls', 'sudo', 'ssh', 'cd', 'sh'];
    const theirs = path.join(rig.place(), 'theirs');
    await mkdir(theirs, { recursive: true });
    for (const name of ['git', 'ls', 'sudo', 'ssh']) {
      await writeFile(path.join(theirs, name), `#!/bin/sh\necho theirs ${name}\n`);
      await chmod(path.join(theirs, name), 0o755);
    }
    const bin = path.join(rig.place(), 'bin');
    const PATH = [bin, theirs, '/usr/bin', '/bin'].join(':');
    const installer = rig.installer({
      findOnPath: createPathLookup({ env: { PATH }, platform: process.platform }),
    });
    const type = async (): Promise<readonly string[]> => {
      const { stdout } = await promisify(execFile)('/bin/sh', ['-c', 'git; sudo; ls; ssh; tool'], { env: { PATH } });
      return stdout
        .trim()
        .split('\n')
        .map((line) => line.trim());
    };
    await installer.install(await rig.request('t.tar', binTar(names), { consent: 'leave' }));
    assert.deepEqual(await type(), ['theirs git', 'theirs sudo', 'theirs ls', 'theirs ssh', 'ours tool']);
    const question = await installer.offers(TOOL, 'v1.0');
    const git = question.find(({ command }) => command === 'git');
    assert.deepEqual(git?.reasons, [{ why: 'further' }, { why: 'onPath', path: path.join(theirs, 'git') }]);
    await installer.use(TOOL, 'v1.0', { allow: ['tool', 'git'] });
    assert.deepEqual((await type()).slice(0, 2), ['ours git', 'theirs sudo']);
  });

  for (const count of [1, 100])
    itWith('permissions', `finds the first program of a name on the PATH, among ${count} commands`, async () => {
      const directories = ['first', 'second'].map((name) => path.join(rig.place(), name));
      for (const directory of directories) {
        await mkdir(directory, { recursive: true });
        for (const name of ['greet', path.basename(directory)])
          await writeFile(path.join(directory, name), '', { mode: 0o755 });
      }
      const [first = '', second = ''] = directories;
      await writeFile(path.join(first, 'second'), 'not a program', { mode: 0o644 });
      const find = createPathLookup({ env: { PATH: `/nowhere:${first}:${second}` }, platform: 'linux' });
      const others = Array.from({ length: count }, (_, index) => `no-such-command-${index}`);
      const found = await find(['greet', 'second', ...others]);
      assert.deepEqual(
        found,
        new Map([
          ['greet', path.join(first, 'greet')],
          ['second', path.join(second, 'second')],
        ]),
      );
    });
});

describe('commands of Windows that an install might replace', () => {
  const rig = useInstallRig();

  it('finds Windows programs by their extensions', async () => {
    const directory = path.join(rig.place(), 'windows');
    await mkdir(directory, { recursive: true });
    for (const name of ['git.EXE', 'Python.cmd', 'notes.txt'])
      await writeFile(path.join(directory, name), '', { mode: 0o755 });
    for (const name of ['both.cmd', 'both.exe', 'both.bat'])
      await writeFile(path.join(directory, name), '', { mode: 0o755 });
    const env = { PATH: directory, PathExt: '.EXE;.CMD', SystemRoot: path.join(directory, 'none') };
    const find = createPathLookup({ env, platform: 'win32' });
    const found = await find(['git', 'python', 'notes', 'gone', 'both']);
    assert.deepEqual(
      [...found],
      [
        ['git', path.join(directory, 'git.EXE')],
        ['python', path.join(directory, 'Python.cmd')],
        ['both', path.join(directory, 'both.exe')],
      ],
    );
  });

  it("knows the words of the platform's shells", async () => {
    const offers = async (platform: NodeJS.Platform): Promise<readonly string[]> => {
      const files = ['tool', 'cd', 'dir', 'fg'].map((name) => ({ name: `bin/${name}.cmd`, body: '@echo off' }));
      const request = await rig.request('t.zip', zipBytes([...files, { name: 'x', body: '' }]), { consent: 'leave' });
      const machine = { ...request.machine, os: 'win32' } as const;
      return offerLines((await rig.installer({ platform }).install({ ...request, machine })).notLinked);
    };
    assert.deepEqual(await offers('win32'), ['cd: further shell', 'dir: further shell', 'fg: further shell']);
  });
});
