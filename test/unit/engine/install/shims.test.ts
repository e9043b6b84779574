import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { cmdShim, Shims } from '../../../../src/engine/install/shims.ts';
import { systemClock } from '../../../../src/engine/systemClock.ts';
import { useTempDir } from '../../../support/tempDir.ts';
import { itWith } from '../../../support/thisSystem.ts';

describe('Shims', () => {
  const place = useTempDir();
  const bin = (): string => path.join(place(), 'bin');
  const shims = (): Shims => new Shims(bin(), systemClock);
  const target = (): string => path.join(place(), 'installs', 'it’s 100% ours', 'tool.exe');

  const content = (): string => path.join(place(), 'installs', 'tool', 'v1', 'content');
  const program = (): string => path.join(content(), 'tool.exe');
  const unpack = async (files: readonly string[]): Promise<void> => {
    for (const file of files) {
      await mkdir(path.dirname(path.join(content(), file)), { recursive: true });
      await writeFile(path.join(content(), file), 'theirs');
    }
  };

  it('reads back what it wrote, whatever characters the path has', async () => {
    await shims().write('tool', target());
    assert.deepEqual(await shims().read('tool'), { target: target() });
    assert.deepEqual((await readdir(bin())).toSorted(), ['tool', 'tool.cmd']);
    assert.deepEqual(await shims().commands(), ['tool']);
  });

  it('writes a batch file with the path below its own directory', () => {
    assert.equal(cmdShim('../installs/a%b/tool.exe'), '@echo off\r\n"%~dp0..\\installs\\a%%b\\tool.exe" %*\r\n');
  });

  itWith('scripts', 'writes a shell script that passes arguments and the exit code on', async () => {
    const program = path.join(place(), 'installs', "it's", 'tool.exe');
    await mkdir(path.dirname(program), { recursive: true });
    await writeFile(program, '#!/bin/sh\necho "$#:$1"\nexit 7\n', { mode: 0o755 });
    await shims().write('tool', program);
    const run = promisify(execFile)(path.join(bin(), 'tool'), ['a b', 'c']);
    await assert.rejects(run, (error: { code?: unknown; stdout?: unknown }) => {
      assert.deepEqual([error.code, error.stdout], [7, '2:a b\n']);
      return true;
    });
  });

  it('leads to the new target after a rewrite, and nowhere after removal', async () => {
    await shims().write('tool', target());
    await shims().write('tool', `${target()}2`);
    assert.deepEqual(await shims().read('tool'), { target: `${target()}2` });
    await shims().remove('tool');
    assert.equal(await shims().read('tool'), undefined);
    assert.deepEqual(await readdir(bin()), []);
  });

  itWith('hardLinks', 'links a program that needs no other files directly, and removes it again', async () => {
    await unpack(['tool.exe', 'README.md', 'LICENSE', 'completions/_tool', 'man/tool.1']);
    await shims().write('tool', program());
    const exe = path.join(bin(), 'tool.exe');
    assert.equal((await stat(exe)).ino, (await stat(program())).ino);
    assert.deepEqual(await shims().read('tool'), { target: program() });
    await unpack(['lib/tool.dll']);
    await shims().write('tool', program());
    assert.deepEqual((await readdir(bin())).toSorted(), ['tool', 'tool.cmd']);
    await shims().remove('tool');
    assert.deepEqual(await readdir(bin()), []);
  });

  itWith('hardLinks', 'does not treat a foreign program of that name as its command', async () => {
    await unpack(['tool.exe']);
    await shims().write('tool', program());
    await rm(path.join(bin(), 'tool.exe'));
    await writeFile(path.join(bin(), 'tool.exe'), 'mine');
    assert.deepEqual(await shims().read('tool'), { target: undefined });
  });

  it('does not treat any other file as its own', async () => {
    await mkdir(bin());
    await writeFile(path.join(bin(), 'mine.cmd'), '@echo off\r\necho hello\r\n');
    await writeFile(path.join(bin(), 'yours'), '#!/bin/sh\necho hello\n');
    assert.deepEqual(await shims().read('mine'), { target: undefined });
    assert.deepEqual(await shims().read('yours'), { target: undefined });
  });

  it('treats half a shim as missing, and completes it', async () => {
    await shims().write('tool', target());
    await rm(path.join(bin(), 'tool.cmd'));
    assert.equal(await shims().read('tool'), undefined);
    await shims().write('tool', target());
    assert.match(await readFile(path.join(bin(), 'tool.cmd'), 'utf8'), /tool\.exe/);
  });
});
