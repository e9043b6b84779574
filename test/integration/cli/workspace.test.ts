import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { PlatformKey } from '../../../src/engine/project/platforms.ts';
import {
  EMPTY_LOCK,
  NODE_PROBES,
  detectMachine,
  formatLock,
  platformOf,
  projectPaths,
  readLock,
} from '../../../src/engine/index.ts';
import { useCli } from '../../support/cliRig.ts';
import type { CliAnswer, CliResult } from '../../support/cliRig.ts';
import { DEMO_KEYS } from '../../support/forge/demo/keys.ts';
import { Line } from '../../support/line.ts';
import { THIS_PLATFORM } from '../../support/forge/demo/workshop/platforms.ts';
import { itWith } from '../../support/thisSystem.ts';

const exec = promisify(execFile);
const PLATFORM = platformOf(await detectMachine(NODE_PROBES)) as PlatformKey;
const GREET = { owner: 'workshop', repo: 'greet', tag: 'v1.0.0', name: `greet-1.0.0-${THIS_PLATFORM}.tar.gz` };

describe('the command line in a workspace', () => {
  const rig = useCli();
  const run = async (path: string | undefined): Promise<string> => (await exec(path ?? '')).stdout.trim();

  it('restores the locked digest on another machine, and again without a server', async () => {
    const greet = await rig.lock('greet', '1.0.0');
    const locked = greet.assets.get(GREET.name);
    assert.equal(locked?.evidence.kind, 'signature');
    const { code, answer, stderr } = await rig.ask('restore', ...rig.cacheAt('fresh'));
    assert.equal(code, 0, stderr);
    assert.equal(stderr, '');
    const [tool] = answer.tools;
    assert.equal(answer.ok, true);
    assert.equal(tool?.sha256, locked.sha256);
    assert.deepEqual([tool.version, tool.evidence, tool.fromCache], ['v1.0.0', 'locked', false]);
    assert.equal(await run(tool.executables[0]?.path), 'greet 1.0.0');
    assert.equal(await run(join(answer.binDirectory, 'greet')), 'greet 1.0.0');
    await rig.forge.close();
    const asked = rig.forge.requests.length;
    const again = await rig.ask('restore', '--offline', ...rig.cacheAt('fresh'));
    assert.equal(again.code, 0, again.stderr);
    assert.deepEqual([again.answer.tools[0]?.fromCache, again.answer.tools[0]?.sha256], [true, locked.sha256]);
    assert.equal(rig.forge.requests.length, asked);
    const empty = await rig.ask('restore', '--offline', ...rig.cacheAt('empty'));
    assert.equal(empty.code, 1);
    assert.equal(empty.answer.tools[0]?.error.code, 'network');
    assert.match(empty.stderr, /because of --offline/);
    const unnamed = ['-C', rig.directory(), 'restore', '--offline', ...rig.cacheAt('fresh')];
    assert.equal((await rig.run({ args: unnamed })).code, 0);
  });

  it('prints the path of a tool alone on stdout', async () => {
    await rig.lock('greet', '1.0.0');
    const { code, stdout } = await rig.call('restore', ...rig.cacheAt('fresh'));
    assert.equal(code, 0);
    const [, place = ''] = /^greet v1\.0\.0 {2}(.+)\n$/.exec(stdout) ?? [];
    assert.equal(await run(place), 'greet 1.0.0');
  });

  it('refuses a replaced file, names both, and installs nothing', async () => {
    const greet = await rig.lock('greet', '1.0.0');
    const before = greet.assets.get(GREET.name)?.upstreamId;
    rig.forge.replaceAttachment(GREET, Buffer.from('other bytes'));
    const { code, answer, stderr } = await rig.ask('restore', ...rig.cacheAt('fresh'));
    assert.equal(code, 3);
    const error = answer.tools[0]?.error;
    assert.equal(error?.code, 'lockMismatch');
    assert.equal(error.facts['before'], before);
    assert.ok(error.facts['now'] && error.facts['now'] !== before);
    assert.match(stderr, new RegExp(`^greet: ${GREET.name} of greet is not the locked file`));
    assert.deepEqual((await rig.ask('list', ...rig.cacheAt('fresh'))).answer.tools, []);
    const checked = await rig.ask('check', ...rig.cacheAt('fresh'));
    assert.equal(checked.code, 3);
    const states = checked.answer.tools[0]?.assets.map(({ name, state }) => [name, state]);
    assert.deepEqual(
      states?.filter(([, state]) => state !== 'same'),
      [[GREET.name, 'replaced']],
    );
    assert.match(
      (await rig.call('check', ...rig.cacheAt('fresh'))).stdout,
      new RegExp(`${GREET.name} \\(.*was replaced`),
    );
  });

  it('refuses bytes that are not the locked ones, whatever their id', async () => {
    await rig.lock('greet', '1.0.0');
    rig.forge.faults.add({ kind: 'flip', atByte: 7, path: /^attachments/ });
    const { code, answer } = await rig.ask('restore', ...rig.cacheAt('fresh'));
    assert.equal(code, 3);
    assert.equal(answer.tools[0]?.error.code, 'lockMismatch');
  });

  it('refuses a bad signature by a trusted key, but not one by an untrusted key', async () => {
    await rig.lock('greet', '1.0.0');
    const bad = DEMO_KEYS.minisign.sign('SHA256SUMS', Buffer.from('another list'));
    rig.forge.replaceAttachment({ ...GREET, name: 'SHA256SUMS.minisig' }, bad);
    const { code, answer, stderr } = await rig.ask('restore', ...rig.cacheAt('fresh'), ...rig.trusted());
    assert.equal(code, 3);
    assert.equal(answer.tools[0]?.error.code, 'integrity');
    assert.match(stderr, /does not match this file/);
    assert.equal((await rig.ask('restore', ...rig.cacheAt('trusting'))).code, 0);
  });

  it('reports newer versions, and a lock that does not match the workspace file', async () => {
    await rig.lock('greet', '1.0.0');
    const fine = await rig.ask('check', ...rig.cacheAt('fresh'));
    assert.equal(fine.code, 0, fine.stderr);
    const { file } = projectPaths(rig.directory());
    await writeFile(file, (await readFile(file, 'utf8')).replace('"1.0.0"', '"^1.0"'));
    const stale = await rig.ask('check', ...rig.cacheAt('fresh'));
    assert.equal(stale.code, 3);
    assert.deepEqual(stale.answer.outdated, ['greet']);
    const updated = await rig.call('update', ...rig.cacheAt('of who locks'), ...rig.trusted());
    assert.match(updated.stdout, /^greet v1\.0\.0 → v1\.1\.0\n/);
    assert.equal((await rig.ask('restore', ...rig.cacheAt('fresh'))).answer.tools[0]?.version, 'v1.1.0');
  });

  it('locks nothing below the requirements, and names the missing evidence', async () => {
    const locked = await rig.lock('greet', '1.0.0');
    const tools = { greet: { instance: rig.forge.url, release: 'workshop/greet', version: '1.1.0' } };
    const paths = projectPaths(rig.directory());
    await writeFile(paths.file, JSON.stringify({ tools }));
    const refused = await rig.ask('update', '--require', 'signature', ...rig.cacheAt('fresh'));
    assert.deepEqual([refused.code, refused.answer.tools[0]?.error.code], [3, 'untrusted']);
    assert.match(refused.stderr, /^greet: .*--require needs a signature by a key that you trust/);
    assert.deepEqual((await readLock(paths.lock))?.tools.get('greet'), locked);
    const restored = await rig.ask('restore', '--require', 'signature', ...rig.cacheAt('fresh'));
    assert.deepEqual([restored.code, restored.answer.tools[0]?.error.code], [3, 'untrusted']);
    const trusting = await rig.ask('restore', '--require', 'signature', ...rig.cacheAt('fresh'), ...rig.trusted());
    assert.deepEqual([trusting.answer.tools[0]?.evidence], ['signature'], trusting.stderr);
  });

  it('merges its tools into the current lock, unless the same tool was changed', async () => {
    const { assets } = await rig.lock('greet', '1.0.0');
    const paths = projectPaths(rig.directory());
    const line = new Line(rig.forge.url);
    const url = await line.open();
    const update = async (version: string, meanwhile: () => Promise<void>): Promise<CliResult> => {
      const tools = { greet: { instance: url, release: 'workshop/greet', version } };
      await writeFile(paths.file, JSON.stringify({ tools }));
      const { asked, release } = line.hold(/repos\/workshop\/greet\/releases/);
      const args = ['-C', rig.directory(), '--json', 'update', ...rig.cacheAt('of who locks')];
      const running = rig.run({ args, env: { FORGEJO_ARTIFACTS_INSTANCES: url } });
      await asked;
      await meanwhile();
      release();
      return running;
    };
    try {
      const merged = await update('1.1.0', async () => {
        const { tools } = (await readLock(paths.lock)) ?? EMPTY_LOCK;
        await writeFile(paths.lock, formatLock({ tools: new Map([...tools, ['theirs', tools.get('greet')!]]) }));
      });
      assert.equal(merged.code, 0, merged.stderr);
      const { tools } = (await readLock(paths.lock)) ?? EMPTY_LOCK;
      assert.deepEqual([tools.get('greet')?.version, tools.get('theirs')?.assets], ['v1.1.0', assets]);
      const before = await readFile(paths.lock, 'utf8');
      const theirs = JSON.stringify({
        tools: { greet: { instance: url, release: 'workshop/greet', version: '1.0.0' } },
      });
      const refused = await update('^1', () => writeFile(paths.file, theirs));
      assert.deepEqual([refused.code, (JSON.parse(refused.stdout) as CliAnswer).error.code], [1, 'changedMeanwhile']);
      assert.equal(await readFile(paths.lock, 'utf8'), before);
    } finally {
      await line.cut();
    }
  });

  it('contacts no instance that was not named, and says how to name it', async () => {
    await rig.lock('greet', '1.0.0');
    const asked = rig.forge.requests.length;
    for (const command of ['restore', 'check', 'update']) {
      const args = ['-C', rig.directory(), '--json', command, ...rig.cacheAt('fresh')];
      const result = await rig.run({
        args,
        env: { FORGEJO_ARTIFACTS_TOKEN: 'a secret of somebody' },
      });
      assert.equal(result.code, 1);
      assert.equal((JSON.parse(result.stdout) as CliAnswer).tools[0]?.error.code, 'unknownInstance');
      assert.match(result.stderr, new RegExp(`--instance ${rig.forge.url}`));
    }
    assert.equal(rig.forge.requests.length, asked);
  });

  it('restores two tools with the same command, gives it to the first in the lock, and reports that', async () => {
    const greet = { instance: rig.forge.url, release: 'workshop/greet' };
    const tools = { greet: { ...greet, version: '1.0.0' }, other: { ...greet, version: '1.1.0' } };
    await writeFile(projectPaths(rig.directory()).file, JSON.stringify({ tools }));
    assert.equal((await rig.call('update', ...rig.cacheAt('fresh'))).code, 0);
    const { code, answer, stderr } = await rig.ask('restore', ...rig.cacheAt('fresh'));
    assert.equal(code, 0, stderr);
    const programs = answer.tools.map(({ executables }) => executables[0]);
    assert.deepEqual(await Promise.all(programs.map((one) => run(one?.path))), ['greet 1.0.0', 'greet 1.1.0']);
    assert.deepEqual(
      programs.map((one) => one?.linked),
      [true, false],
    );
    assert.match(
      stderr,
      /^other: greet is not a command: taken by greet v1\.0\.0, which comes first in the lock\. You can still run it by its path\.\n$/,
    );
    assert.deepEqual(answer.tools[1]?.notLinked, [
      { command: 'greet', isOwn: true, reasons: [{ why: 'claimed', by: 'greet v1.0.0' }] },
    ]);
    const taken = await rig.ask('restore', 'other', '--take-commands', ...rig.cacheAt('fresh'));
    assert.deepEqual([taken.code, taken.answer.tools[0]?.executables[0]?.linked], [0, false]);
    const one = await rig.ask('restore', 'other', ...rig.cacheAt('fresh'));
    assert.deepEqual(
      one.answer.tools.map(({ name }) => name),
      ['other'],
    );
    const unknown = await rig.ask('restore', 'nothing', ...rig.cacheAt('fresh'));
    assert.deepEqual([unknown.code, unknown.answer.error.code], [2, 'usage']);
  });

  itWith('signals', 'stops on Ctrl+C, keeps the part received, and resumes', async () => {
    const { assets, platforms } = await rig.lock('esbuild-raw', 'latest');
    const id = assets.get(platforms.get(PLATFORM) ?? '')?.upstreamId ?? '';
    rig.forge.faults.add({ kind: 'stall', afterBytes: 3_000_000, path: new RegExp(id), times: 1 });
    const stop = new AbortController();
    const args = ['-C', rig.directory(), 'restore', ...rig.cacheAt('fresh')];
    const running = rig.run({ args, env: rig.env(), signal: stop.signal });
    while (!(await hasPartial(join(rig.directory(), 'fresh')))) await setImmediate();
    stop.abort();
    const { code, stdout, stderr } = await running;
    assert.equal(code, 130, stderr);
    assert.equal(stdout, '');
    assert.equal(stderr, 'Stopped. Partial downloads are kept and resumed next time.\n');
    assert.equal((await rig.ask('restore', ...rig.cacheAt('fresh'))).code, 0);
    const [, again] = rig.forge.requests.filter(({ path }) => path.includes(id));
    assert.match(again?.headers.range ?? '', /^bytes=[1-9]/);
  });

  it('reports a missing lock or workspace file', async () => {
    const noLock = await rig.ask('restore', ...rig.cacheAt('fresh'));
    assert.deepEqual([noLock.code, noLock.answer.error.code], [1, 'noLock']);
    const noProject = await rig.ask('update', ...rig.cacheAt('fresh'));
    assert.deepEqual([noProject.code, noProject.answer.error.code], [1, 'noProject']);
    await writeFile(projectPaths(rig.directory()).lock, '{');
    const damaged = await rig.ask('restore', ...rig.cacheAt('fresh'));
    assert.deepEqual([damaged.code, damaged.answer.error.code], [1, 'badProjectFile']);
  });

  it('refuses to restore a lock that does not match the workspace file with --frozen', async () => {
    await rig.lock('greet', '1.0.0');
    await changeRange();
    const { code, answer } = await rig.ask('restore', '--frozen', ...rig.cacheAt('fresh'));
    const { error } = answer;
    assert.deepEqual([code, answer.ok, error.code, error.facts['outdated']], [3, false, 'stale', ['greet']]);
  });

  it('keeps its exit code if its output is closed', async () => {
    await rig.lock('greet', '1.0.0');
    await changeRange();
    for (const json of [[], ['--json']]) {
      const args = ['-C', rig.directory(), 'restore', '--frozen', ...json, ...rig.cacheAt('fresh')];
      assert.equal((await rig.run({ args, env: rig.env(), closesStdout: true })).code, 3);
    }
  });

  itWith('linux', 'fails with a message if its output cannot be written', async () => {
    const full = await open('/dev/full', 'w');
    const args = [rig.program.file, 'list', '--json', ...rig.cacheAt('fresh')];
    const child = spawn(process.execPath, args, { stdio: ['ignore', full.fd, 'pipe'] });
    assert.ok(child.stderr);
    const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    await full.close();
    assert.match(stderr, /\nCould not write the output \(ENOSPC\)\.\n$/);
    assert.equal(code, 1);
  });

  async function changeRange(): Promise<void> {
    const { file } = projectPaths(rig.directory());
    await writeFile(file, (await readFile(file, 'utf8')).replace('1.0.0', '1.1.0'));
  }
});

/** Whether a partial download is on disk. */
async function hasPartial(cache: string): Promise<boolean> {
  const partials = join(cache, 'cache-v1', 'partials');
  const names = await readdir(partials).catch(() => []);
  const found = names.filter((name) => name.endsWith('.data')).map((name) => stat(join(partials, name)));
  return (await Promise.all(found)).some(({ size }) => size > 0);
}
