import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { appendFile, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectPaths, readLock } from '../../../src/engine/index.ts';
import type { Lock } from '../../../src/engine/index.ts';
import { runCli } from '../../support/cliRig.ts';
import type { CliResult } from '../../support/cliRig.ts';
import { DEMO_KEYS } from '../../support/forge/demo/keys.ts';
import { programVersion } from '../../support/forge/demo/files.ts';
import { THIS_PLATFORM } from '../../support/forge/demo/workshop/platforms.ts';
import { DEMO_TOKENS, demoContent } from '../../support/forge/demoContent.ts';
import { startForge } from '../../support/forge/forge.ts';
import type { Forge } from '../../support/forge/forge.ts';
import { useTempDir } from '../../support/tempDir.ts';

const exec = promisify(execFile);
const GREET = { owner: 'workshop', repo: 'greet', tag: 'v1.0.0', name: `greet-1.0.0-${THIS_PLATFORM}.tar.gz` };

interface Answer {
  readonly ok: boolean;
  readonly binDirectory: string;
  readonly outdated: readonly string[];
  readonly error: { readonly code: string; readonly message: string; readonly facts: Record<string, unknown> };
  readonly tools: readonly (Answer & Tool)[];
  readonly tool: Tool;
  readonly pick: { readonly asset: string; readonly reason: string };
  readonly files: readonly { readonly state: string }[];
  readonly path: string;
}

interface Tool {
  readonly name: string;
  readonly version: string;
  readonly newer?: string;
  readonly sha256: string;
  readonly evidence: string;
  readonly fromCache: boolean;
  readonly state: string;
  readonly assets: readonly { readonly name: string; readonly state: string }[];
  readonly executables: readonly { readonly command: string; readonly path: string; readonly linked: boolean }[];
}

describe('the command line', () => {
  const directory = useTempDir();
  let forge: Forge;

  beforeEach(async () => {
    forge = await startForge({ content: demoContent() });
    await writeFile(join(directory(), 'minisign.pub'), DEMO_KEYS.minisign.text);
  });
  afterEach(() => forge.close());

  const trusted = (): readonly string[] => [
    '--trusted-key',
    `${forge.url}workshop=${join(directory(), 'minisign.pub')}`,
  ];
  const cacheAt = (name: string): readonly string[] => ['--cache', join(directory(), name)];
  const env = (): Record<string, string> => ({ FORGEJO_ARTIFACTS_INSTANCES: forge.url });
  const call = (...args: readonly string[]): Promise<CliResult> =>
    runCli({ args: ['-C', directory(), ...args], env: env() });

  /** The answer for machines, which is all that may be on stdout. */
  async function ask(...args: readonly string[]): Promise<CliResult & { readonly answer: Answer }> {
    const result = await call('--json', ...args);
    try {
      return { ...result, answer: JSON.parse(result.stdout) as Answer };
    } catch {
      throw new Error(`no JSON: ${result.stdout}\n${result.stderr}`);
    }
  }

  async function lockGreet(version = '1.0.0'): Promise<Lock> {
    const tools = { greet: { instance: forge.url, release: 'workshop/greet', version } };
    await writeFile(projectPaths(directory()).file, JSON.stringify({ tools }));
    const { code, stderr } = await call('update', ...cacheAt('of who locks'), ...trusted());
    assert.equal(code, 0, stderr);
    const lock = await readLock(projectPaths(directory()).lock);
    assert.ok(lock);
    return lock;
  }

  const run = async (path: string | undefined): Promise<string> => (await exec(path ?? '')).stdout.trim();

  it('restores a lock on another machine to the digest that was locked, and again without a server', async () => {
    const lock = await lockGreet();
    const locked = lock.tools.get('greet')?.assets.get(GREET.name);
    assert.equal(locked?.evidence.kind, 'signature');
    const { code, answer, stderr } = await ask('restore', ...cacheAt('fresh'));
    assert.equal(code, 0, stderr);
    assert.equal(stderr, '');
    const [tool] = answer.tools;
    assert.equal(answer.ok, true);
    assert.equal(tool?.sha256, locked.sha256);
    assert.deepEqual([tool.version, tool.evidence, tool.fromCache], ['v1.0.0', 'pin', false]);
    assert.equal(await run(tool.executables[0]?.path), 'greet 1.0.0');
    assert.equal(await run(join(answer.binDirectory, 'greet')), 'greet 1.0.0');
    await forge.close();
    const asked = forge.requests.length;
    const again = await ask('restore', '--offline', ...cacheAt('fresh'));
    assert.equal(again.code, 0, again.stderr);
    assert.deepEqual([again.answer.tools[0]?.fromCache, again.answer.tools[0]?.sha256], [true, locked.sha256]);
    assert.equal(forge.requests.length, asked);
    const empty = await ask('restore', '--offline', ...cacheAt('empty'));
    assert.equal(empty.code, 1);
    assert.equal(empty.answer.tools[0]?.error.code, 'network');
    assert.match(empty.stderr, /because of --offline/);
  });

  it('says for people where a tool is, by itself on stdout', async () => {
    await lockGreet();
    const { code, stdout } = await call('restore', ...cacheAt('fresh'));
    assert.equal(code, 0);
    const [, place = ''] = /^greet v1\.0\.0 {2}(.+)\n$/.exec(stdout) ?? [];
    assert.equal(await run(join(place, 'greet')), 'greet 1.0.0');
  });

  it('stops at a file that was replaced, names both, and installs nothing', async () => {
    const lock = await lockGreet();
    const before = lock.tools.get('greet')?.assets.get(GREET.name)?.upstreamId;
    forge.replaceAttachment(GREET, Buffer.from('other bytes'));
    const { code, answer, stderr } = await ask('restore', ...cacheAt('fresh'));
    assert.equal(code, 3);
    const error = answer.tools[0]?.error;
    assert.equal(error?.code, 'lockMismatch');
    assert.equal(error.facts['before'], before);
    assert.ok(error.facts['now'] && error.facts['now'] !== before);
    assert.match(stderr, new RegExp(`^greet: ${GREET.name} of greet is not the file that was locked`));
    assert.deepEqual((await ask('list', ...cacheAt('fresh'))).answer.tools, []);
    const checked = await ask('check', ...cacheAt('fresh'));
    assert.equal(checked.code, 3);
    const states = checked.answer.tools[0]?.assets.map(({ name, state }) => [name, state]);
    assert.deepEqual(
      states?.filter(([, state]) => state !== 'same'),
      [[GREET.name, 'replaced']],
    );
    assert.match((await call('check', ...cacheAt('fresh'))).stdout, new RegExp(`${GREET.name} \\(.*was replaced`));
  });

  it('stops at bytes that are not the locked ones, whatever their id', async () => {
    await lockGreet();
    forge.faults.add({ kind: 'flip', atByte: 7, path: /^attachments/ });
    const { code, answer } = await ask('restore', ...cacheAt('fresh'));
    assert.equal(code, 3);
    assert.equal(answer.tools[0]?.error.code, 'lockMismatch');
  });

  it('stops at a bad signature by a trusted key, and not by one that nobody trusts', async () => {
    await lockGreet();
    const bad = DEMO_KEYS.minisign.sign('SHA256SUMS', Buffer.from('another list'));
    forge.replaceAttachment({ ...GREET, name: 'SHA256SUMS.minisig' }, bad);
    const { code, answer, stderr } = await ask('restore', ...cacheAt('fresh'), ...trusted());
    assert.equal(code, 3);
    assert.equal(answer.tools[0]?.error.code, 'integrity');
    assert.match(stderr, /ALARM/);
    assert.equal((await ask('restore', ...cacheAt('trusting'))).code, 0);
  });

  it('names newer versions in a check that is fine, and a lock that is not of the workspace file', async () => {
    await lockGreet();
    const fine = await ask('check', ...cacheAt('fresh'));
    assert.equal(fine.code, 0, fine.stderr);
    const { file } = projectPaths(directory());
    await writeFile(file, (await readFile(file, 'utf8')).replace('"1.0.0"', '"^1.0"'));
    const stale = await ask('check', ...cacheAt('fresh'));
    assert.equal(stale.code, 3);
    assert.deepEqual(stale.answer.outdated, ['greet']);
    const updated = await call('update', ...cacheAt('of who locks'), ...trusted());
    assert.match(updated.stdout, /^greet v1\.0\.0 -> v1\.1\.0\n/);
    assert.equal((await ask('restore', ...cacheAt('fresh'))).answer.tools[0]?.version, 'v1.1.0');
  });

  it('asks no instance that was not named, whatever the workspace says, and says how to name it', async () => {
    await lockGreet();
    const asked = forge.requests.length;
    for (const command of ['restore', 'check', 'update']) {
      const args = ['-C', directory(), '--json', command, ...cacheAt('fresh')];
      const result = await runCli({ args, env: { FORGEJO_ARTIFACTS_TOKEN: 'a secret of somebody' } });
      assert.equal(result.code, 1);
      assert.equal((JSON.parse(result.stdout) as Answer).tools[0]?.error.code, 'unknownInstance');
      assert.match(result.stderr, new RegExp(`--instance ${forge.url}`));
    }
    assert.equal(forge.requests.length, asked);
  });

  it('sends the token to its instance, and shows it nowhere', async () => {
    await forge.close();
    forge = await startForge({ content: demoContent(), requireSignIn: true });
    const args = ['--verbose', '--json', 'install', 'workshop/greet@1.0.0', ...cacheAt('fresh')];
    const without = await runCli({ args, env: env() });
    assert.equal(without.code, 1);
    assert.match(without.stderr, /FORGEJO_ARTIFACTS_TOKEN/);
    const { code, stdout, stderr } = await runCli({
      args: [...args, '--instance', forge.url],
      env: { FORGEJO_ARTIFACTS_TOKEN: DEMO_TOKENS.alice },
    });
    assert.equal(code, 0, stderr);
    assert.match(stderr, /GET/);
    assert.ok(!`${stdout}${stderr}`.includes(DEMO_TOKENS.alice));
    for (const file of await readdir(directory(), { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue;
      assert.ok(!(await readFile(join(file.parentPath, file.name))).includes(DEMO_TOKENS.alice), file.name);
    }
  });

  it('installs what is for this machine, says why that one and why it is believed, and what is there', async () => {
    const args = ['install', 'workshop/esbuild-raw', ...cacheAt('fresh')];
    const { code, answer, stderr } = await ask(...args);
    assert.equal(code, 0, stderr);
    assert.match(answer.pick.asset, new RegExp(`^esbuild-raw-${THIS_PLATFORM}`));
    assert.match(stderr, new RegExp(`^Picked ${answer.pick.asset}: .*\\n.*checksum|digest`));
    assert.equal(answer.tool.evidence, 'checksum');
    const version = programVersion('esbuild');
    assert.equal(answer.tool.version, `v${version}`);
    const older = await ask('install', `workshop/esbuild-raw@${programVersion('esbuild-older')}`, ...cacheAt('fresh'));
    assert.equal(older.code, 0, older.stderr);
    const [command] = older.answer.tool.executables;
    const found = await ask('which', command?.command ?? '', ...cacheAt('fresh'));
    assert.equal(found.answer.path, command?.path);
    const { stdout } = await exec(found.answer.path, ['--version']);
    assert.equal(stdout.trim(), programVersion('esbuild-older'));
    const listed = await call('list', ...cacheAt('fresh'));
    assert.match(
      listed.stdout,
      new RegExp(`^\\* esbuild-raw v${programVersion('esbuild-older')} .*\\n {2}esbuild-raw v${version} `),
    );
  });

  it('finds what changed on disk after it was installed', async () => {
    const { answer } = await ask('install', 'workshop/greet@1.0.0', ...cacheAt('fresh'));
    const fine = await ask('verify', ...cacheAt('fresh'));
    assert.equal(fine.code, 0, fine.stderr);
    assert.deepEqual([fine.answer.tools[0]?.state, fine.answer.files[0]?.state], ['intact', 'intact']);
    await appendFile(answer.tool.executables[0]?.path ?? '', '# more');
    const changed = await ask('verify', ...cacheAt('fresh'));
    assert.equal(changed.code, 3);
    assert.equal(changed.answer.tools[0]?.state, 'changed');
    assert.match(changed.stderr, /greet v1\.0\.0 is not as it was installed: greet/);
  });

  it('asks nothing in doubt, and names what there is', async () => {
    const missing = await ask('install', 'workshop/greet', '--asset', 'nothing.zip', ...cacheAt('fresh'));
    assert.equal(missing.code, 1);
    assert.equal(missing.answer.error.code, 'noFile');
    assert.ok((missing.answer.error.facts['available'] as readonly string[]).includes('SHA256SUMS'));
    const named = await ask('install', 'workshop/greet@1.0.0', '--asset', GREET.name, ...cacheAt('fresh'));
    assert.equal(named.answer.pick.asset, GREET.name);
    const demanding = await ask('install', 'workshop/greet', '--require', 'signature', ...cacheAt('strict'));
    assert.equal(demanding.code, 3);
    assert.match(demanding.stderr, /--require demands a signature/);
    const trusting = ['install', 'workshop/greet', '--require', 'signature', ...cacheAt('strict'), ...trusted()];
    assert.equal((await ask(...trusting)).answer.tool.evidence, 'signature');
  });

  it('stops at Ctrl+C, keeps what was received, and goes on from there', async () => {
    const lock = await lockGreet();
    const id = lock.tools.get('greet')?.assets.get(GREET.name)?.upstreamId ?? '';
    forge.faults.add({ kind: 'stall', afterBytes: 100, path: new RegExp(id), times: 1 });
    const stop = new AbortController();
    const args = ['-C', directory(), 'restore', ...cacheAt('fresh')];
    const running = runCli({ args, env: env(), signal: stop.signal });
    while (!forge.requests.some(({ path }) => path.includes(id))) await new Promise(setImmediate);
    stop.abort();
    const { code, stdout, stderr } = await running;
    assert.equal(code, 130, stderr);
    assert.equal(stdout, '');
    assert.match(stderr, /^Stopped\./);
    assert.equal((await ask('restore', ...cacheAt('fresh'))).code, 0);
  });

  it('says what is missing where there is no lock or no workspace file', async () => {
    const noLock = await ask('restore', ...cacheAt('fresh'));
    assert.deepEqual([noLock.code, noLock.answer.error.code], [1, 'noLock']);
    const noProject = await ask('update', ...cacheAt('fresh'));
    assert.deepEqual([noProject.code, noProject.answer.error.code], [1, 'noProject']);
    await mkdir(join(directory(), 'sub'));
    await writeFile(projectPaths(directory()).lock, '{');
    const damaged = await ask('restore', ...cacheAt('fresh'));
    assert.deepEqual([damaged.code, damaged.answer.error.code], [1, 'badProjectFile']);
  });
});
