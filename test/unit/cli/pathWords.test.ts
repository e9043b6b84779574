import assert from 'node:assert/strict';
import { mkdir, symlink, unlink, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { lookOnPath, pathSentences } from '../../../src/cli/pathWords.ts';
import { useTempDir } from '../../support/tempDir.ts';
import { EXE, itWith } from '../../support/thisSystem.ts';

describe('where an installed command is', () => {
  const directory = useTempDir();
  const greet = [
    { command: 'greet', linked: true },
    { command: 'helper', linked: false },
  ];

  async function sentences(...parts: readonly string[]): Promise<readonly string[]> {
    const bin = join(directory(), 'bin');
    const env = { PATH: parts.map((part) => join(directory(), part)).join(delimiter) };
    return pathSentences(bin, greet, await lookOnPath(bin, greet, { env, platform: process.platform }));
  }

  beforeEach(async () => {
    await mkdir(join(directory(), 'bin'));
    await mkdir(join(directory(), 'other'));
  });

  it('is printed, with whether a shell finds it there', async () => {
    const bin = join(directory(), 'bin');
    assert.deepEqual(await sentences('other'), [
      `greet is in ${bin}, which is not on the PATH. Add it there to run it by name.`,
    ]);
    assert.deepEqual(await sentences('other', 'bin'), [`greet is in ${bin}, which is on the PATH.`]);
  });

  itWith('links', 'counts when the PATH has it by a link, and with a slash at its end', async () => {
    await symlink(join(directory(), 'bin'), join(directory(), 'linked'));
    for (const part of ['linked', 'bin/']) assert.match((await sentences(part))[0] ?? '', /which is on the PATH\.$/);
  });

  it('names a program that comes first', async () => {
    const other = join(directory(), 'other', `greet${EXE}`);
    await writeFile(other, '', { mode: 0o755 });
    assert.equal((await sentences('other', 'bin'))[1], `greet still runs ${other}, which comes first on the PATH.`);
    assert.equal((await sentences('bin', 'other')).length, 1);
  });

  it('names the program that a Windows shell would run, whatever its extension', async () => {
    const [bin, other] = [join(directory(), 'bin'), join(directory(), 'other')];
    const env = { Path: [other, bin].join(delimiter), PathExt: '.EXE;.CMD' };
    const look = async () => (await lookOnPath(bin, greet, { env, platform: 'win32' })).hidden.get('greet');
    assert.equal(await look(), undefined);
    for (const ending of ['.txt', '.cmd', '.exe']) await writeFile(join(other, `greet${ending}`), '', { mode: 0o755 });
    assert.equal(await look(), join(other, 'greet.exe'));
    await unlink(join(other, 'greet.exe'));
    assert.equal(await look(), join(other, 'greet.cmd'));
  });

  it('prints nothing for a tool without commands', async () => {
    const onPath = { isOnPath: true, hidden: new Map<string, string>() };
    assert.deepEqual(pathSentences('/bin', [{ command: 'x', linked: false }], onPath), []);
  });
});
