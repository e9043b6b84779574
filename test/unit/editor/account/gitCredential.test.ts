import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { GitCredentials } from '../../../../src/editor/account/gitCredential.ts';
import { hasEnded } from '../../../support/processes.ts';
import { useTempDir } from '../../../support/tempDir.ts';
import { describeWith } from '../../../support/thisSystem.ts';
import { windowsProgram } from '../../../support/windowsProgram.ts';

const BASE = 'https://git.example.org:8443/forge/';

// The fake git is a script, which Windows does not start.
describeWith('scripts', 'GitCredentials', () => {
  const directory = useTempDir();
  const log = (): string => join(directory(), 'asked');
  let now = 0;

  beforeEach(() => {
    now = 0;
  });

  /** The environment in which git is found and run. */
  const envWith = (...directories: readonly string[]): Record<string, string | undefined> => ({
    ...process.env,
    PATH: [...directories, process.env['PATH']].join(delimiter),
  });
  async function putGit(script: string, into = directory()): Promise<void> {
    await mkdir(into, { recursive: true });
    await writeFile(join(into, 'git'), `#!/bin/sh\n${script}\n`);
    await chmod(join(into, 'git'), 0o755);
  }
  /** A git that records its arguments and input, and then runs the script. */
  async function fakeGit(script: string): Promise<GitCredentials> {
    const note = `{ echo "$@"; echo "prompt=$GIT_TERMINAL_PROMPT askpass=$GIT_ASKPASS$SSH_ASKPASS"; cat; } >> ${log()}`;
    await putGit(`${note}\n${script}`);
    return new GitCredentials({ env: envWith(directory()), now: () => now, timeLimitMs: 20_000 });
  }
  const asked = async (): Promise<string> => readFile(log(), 'utf8').catch(() => '');
  const times = async (): Promise<number> => (await asked()).split('credential fill').length - 1;

  it('asks for the address with its port and path, and never lets git prompt', async () => {
    const git = await fakeGit('printf "protocol=https\\nusername=alice\\npassword=s3=cret\\n"');
    assert.equal(await git.get(BASE), 's3=cret');
    const text = await asked();
    assert.match(text, /^-c core\.askPass= -c credential\.interactive=false credential fill\nprompt=0 askpass=\n/);
    assert.match(text, /\nprotocol=https\nhost=git\.example\.org:8443\npath=forge\/\n\n$/);
  });

  for (const [what, script] of [
    ['fails', 'printf "password=x\\n"; exit 128'],
    ['has none', 'printf "username=alice\\n"'],
    ['says nothing', 'exit 0'],
  ] as const) {
    it(`returns nothing when git ${what}`, async () => {
      assert.equal(await (await fakeGit(script)).get(BASE), undefined);
    });
  }

  it('returns nothing without git', async () => {
    assert.equal(await new GitCredentials({ env: { PATH: join(directory(), 'none') } }).get(BASE), undefined);
  });

  it('waits no longer than its limit, and ends a helper that git leaves behind', async () => {
    await putGit(`tail -f /dev/null &\necho $! > ${log()}\ntail -f /dev/null`);
    assert.equal(await new GitCredentials({ env: envWith(directory()), timeLimitMs: 1000 }).get(BASE), undefined);
    await hasEnded(Number(await asked()));
  });

  it('ends a helper that writes without end, long before the limit', async () => {
    await putGit(`sh -c 'echo $$ > ${log()}; exec yes password=x'`);
    const git = new GitCredentials({ env: envWith(directory()), timeLimitMs: 600_000 });
    assert.equal(await git.get(BASE), undefined);
    await hasEnded(Number(await asked()));
  });

  it('hands git no token, no code to load and no settings of another repository', async () => {
    await putGit(`env > ${log()}; echo password=one`);
    const evil = {
      FORGEJO_ARTIFACTS_TOKEN: 's3cret',
      GITHUB_TOKEN: 's3cret',
      NODE_OPTIONS: '--require=/x',
      BASH_ENV: '/x',
      LD_LIBRARY_PATH: '/x',
      DYLD_INSERT_LIBRARIES: '/x',
      GIT_DIR: '/x',
      GIT_CONFIG_COUNT: '1',
      ENV: '/x',
    };
    const env = { ...envWith(directory()), ...evil, HOME: '/home/alice' };
    assert.equal(await new GitCredentials({ env }).get(BASE), 'one');
    const lines = (await asked()).split('\n');
    const names = lines.map((line) => line.split('=')[0] ?? '');
    assert.deepEqual(
      Object.keys(evil).filter((name) => names.includes(name)),
      [],
    );
    assert.ok(lines.includes('HOME=/home/alice'));
  });

  it('runs no git from an installed tool or a relative directory', async () => {
    const cache = join(directory(), 'cache');
    await mkdir(join(cache, 'installs'), { recursive: true });
    await putGit('echo password=stolen', join(cache, 'bin'));
    await putGit('echo password=own', join(directory(), 'usr', 'bin'));
    const env = envWith('.', join(cache, 'bin'), join(directory(), 'usr', 'bin'));
    assert.equal(await new GitCredentials({ env }).get(BASE), 'own');
  });

  it('starts git once for all requests within a minute', async () => {
    const git = await fakeGit('echo password=one');
    assert.deepEqual(await Promise.all([git.get(BASE), git.get(BASE)]), ['one', 'one']);
    now = 59_999;
    await git.get(BASE);
    assert.equal(await times(), 1);
    now = 60_000;
    await git.get(BASE);
    assert.equal(await times(), 2);
  });

  it('asks again sooner after an empty answer, and at once when told to forget', async () => {
    const git = await fakeGit('exit 1');
    await git.get(BASE);
    now = 10_000;
    await git.get(BASE);
    assert.equal(await times(), 2);
    git.forget(BASE);
    await git.get(BASE);
    assert.equal(await times(), 3);
  });

  it('keeps the answers for different addresses apart', async () => {
    const git = await fakeGit('echo password=one');
    await git.get(BASE);
    await git.get('https://other.example/');
    assert.equal(await times(), 2);
  });
});

describeWith('windows', 'GitCredentials with a program of Windows', () => {
  const directory = useTempDir();

  for (const end of ['\n', '\r\n'])
    it(`reads the answer of git.exe, with lines that end in ${JSON.stringify(end)}`, async () => {
      const answer = ['protocol=https', 'username=alice', 'password=s3=cret', ''].join(end);
      const folder = join(directory(), 'Program Files', 'Git');
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'git.exe'), windowsProgram(answer));
      const { PATH, ...env } = process.env;
      const git = new GitCredentials({ env: { ...env, Path: `"${folder}";${PATH}` }, timeLimitMs: 60_000 });
      assert.equal(await git.get(BASE), 's3=cret');
    });
});
