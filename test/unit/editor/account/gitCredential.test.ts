import assert from 'node:assert/strict';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GitCredentials } from '../../../../src/editor/account/gitCredential.ts';
import { useTempDir } from '../../../support/tempDir.ts';

const BASE = 'https://git.example.org:8443/forge/';

describe('GitCredentials', () => {
  const directory = useTempDir();
  const log = (): string => join(directory(), 'asked');
  let now = 0;

  before(function () {
    // The fake is a script; Windows starts none without a shell.
    if (process.platform === 'win32') this.skip();
  });
  beforeEach(() => {
    now = 0;
  });

  /** A git that notes how it was called and what it was asked, and then does this. */
  async function fakeGit(script: string): Promise<GitCredentials> {
    const git = join(directory(), 'git');
    const note = `{ echo "$@"; echo "prompt=$GIT_TERMINAL_PROMPT askpass=$GIT_ASKPASS$SSH_ASKPASS"; cat; } >> ${log()}`;
    await writeFile(git, `#!/bin/sh\n${note}\n${script}\n`);
    await chmod(git, 0o755);
    return new GitCredentials({ git, now: () => now, timeLimitMs: 20_000 });
  }
  const asked = async (): Promise<string> => readFile(log(), 'utf8').catch(() => '');
  const times = async (): Promise<number> => (await asked()).split('credential fill').length - 1;

  it('asks for the address with its port and path, and never lets git ask the person', async () => {
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
    it(`gives nothing when git ${what}`, async () => {
      assert.equal(await (await fakeGit(script)).get(BASE), undefined);
    });
  }

  it('gives nothing when there is no git', async () => {
    assert.equal(await new GitCredentials({ git: join(directory(), 'none') }).get(BASE), undefined);
  });

  it('waits no longer than its limit, even for a helper that git leaves behind', async () => {
    const git = join(directory(), 'git');
    await writeFile(git, '#!/bin/sh\ntail -f /dev/null &\necho $! > pid\ntail -f /dev/null\n'.replace('pid', log()));
    await chmod(git, 0o755);
    assert.equal(await new GitCredentials({ git, timeLimitMs: 200 }).get(BASE), undefined);
    process.kill(Number(await asked()));
  });

  it('starts git once for all who ask within a minute', async () => {
    const git = await fakeGit('echo password=one');
    assert.deepEqual(await Promise.all([git.get(BASE), git.get(BASE)]), ['one', 'one']);
    now = 59_999;
    await git.get(BASE);
    assert.equal(await times(), 1);
    now = 60_000;
    await git.get(BASE);
    assert.equal(await times(), 2);
  });

  it('asks again sooner when there was nothing, and at once when told to forget', async () => {
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
