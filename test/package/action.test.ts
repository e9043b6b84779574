import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { commandsIn, useAction } from '../support/actionRig.ts';
import { useCli } from '../support/cliRig.ts';
import { readYaml } from '../support/workflow.ts';
import type { Step } from '../support/workflow.ts';
import { itWith } from '../support/thisSystem.ts';

const run = promisify(execFile);

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

describe('the CI action', () => {
  const rig = useCli();
  const { directory, action, jobEnv, step } = useAction(rig);

  it('puts the locked tools on the PATH of the job', async () => {
    await rig.lock('greet', '1.0.0');
    const { code, log, path, outputs } = await step('restore.cjs', jobEnv());
    assert.equal(code, 0, log);
    assert.deepEqual(path, [outputs['path']]);
    assert.equal(outputs['complete'], 'true');
    assert.match(log, /^greet v1\.0\.0$/m);
    assert.match((await run(join(path[0] ?? '', 'greet'), ['--version'])).stdout, /1\.0\.0/);
  });

  it('keeps downloaded files under the platform and the lock, so that the next job needs no network', async () => {
    await rig.lock('greet', '1.0.0');
    const plan = (await step('plan.cjs', jobEnv())).outputs;
    assert.match(
      plan['key'] ?? '',
      new RegExp(`^forgejo-artifacts-${process.platform}-${process.arch}.*-[0-9a-f]{64}$`),
    );
    assert.equal((await step('restore.cjs', jobEnv())).code, 0);

    // Another machine, to which the runner restores what it kept.
    const kept = join(directory(), 'kept');
    await cp(plan['directory'] ?? '', kept, { recursive: true });
    await rm(join(directory(), 'cache'), { recursive: true });
    await cp(kept, plan['directory'] ?? '', { recursive: true });
    rig.forge.requests.length = 0;
    const second = await step('restore.cjs', jobEnv({ INPUT_OFFLINE: 'true', INPUT_INSTANCE: '' }));
    assert.equal(second.code, 0, second.log);
    assert.equal(rig.forge.requests.length, 0);

    await rig.lock('greet', '1.1.0');
    assert.notEqual((await step('plan.cjs', jobEnv())).outputs['key'], plan['key']);
    const some = (await step('plan.cjs', jobEnv({ INPUT_TOOLS: 'greet' }))).outputs;
    assert.notEqual(some['key'], (await step('plan.cjs', jobEnv())).outputs['key']);
  });

  it('gets files from a mirror, without a request to the instance', async () => {
    await rig.lock('greet', '1.0.0');
    await rig.call('restore', ...rig.cacheAt('of who fills the mirror'));
    const blobs = join(rig.directory(), 'of who fills the mirror', 'cache-v1', 'blobs');
    const mirror = join(directory(), 'mirror');
    await mkdir(mirror);
    for (const entry of await readdir(blobs, { recursive: true, withFileTypes: true }))
      if (entry.isFile()) await cp(join(entry.parentPath, entry.name), join(mirror, entry.name));
    rig.forge.requests.length = 0;
    const { code, log } = await step('restore.cjs', jobEnv({ INPUT_MIRROR: `${pathToFileURL(mirror).href}/{sha256}` }));
    assert.equal(code, 0, log);
    assert.match(log, /^greet came from mirror/m);
    assert.deepEqual(rig.forge.requests, []);
  });

  it('reports refused files and caches nothing', async () => {
    await rig.lock('greet', '1.0.0');
    const repository = rig.forge.content.repositories.find(({ name }) => name === 'greet');
    const release = repository?.releases.find(({ tag }) => tag === 'v1.0.0');
    const names = (release?.assets ?? []).map(({ name }) => name);
    for (const name of names)
      rig.forge.replaceAttachment({ owner: 'workshop', repo: 'greet', tag: 'v1.0.0', name }, Buffer.from('other'));
    const { code, log, path, outputs } = await step('restore.cjs', jobEnv());
    assert.equal(code, 3, log);
    assert.ok(
      commandsIn(log).some((line) => line.startsWith('::error title=forgejo-artifacts::greet: ')),
      log,
    );
    assert.deepEqual({ path, outputs }, { path: [], outputs: {} });
  });

  it('fails with a message if there is no lock', async () => {
    for (const entry of ['plan.cjs', 'restore.cjs'] as const) {
      const { code, log } = await step(entry, jobEnv());
      assert.notEqual(code, 0);
      assert.match(log, /^::error title=forgejo-artifacts::.*forgejo-artifacts\.lock\.json/m);
    }
  });

  it('hands inputs on to the command line, one argument each', async () => {
    await writeFile(
      join(action(), 'cli', 'cli.cjs'),
      'process.stderr.write(JSON.stringify(process.argv.slice(2)));process.exitCode=1',
    );
    const { log } = await step(
      'restore.cjs',
      jobEnv({
        INPUT_INSTANCE: 'https://a.example.org, https://b.example.org/git',
        INPUT_TOOLS: 'saw\nplane saw',
        INPUT_MIRROR: 'https://m.example.org/cas/{sha256}',
        INPUT_OFFLINE: 'true',
        INPUT_WORKING_DIRECTORY: 'sub',
      }),
    );
    const cache = join(directory(), 'cache', 'forgejo-artifacts');
    const args = JSON.parse(/^\[.*\]$/m.exec(log)?.[0] ?? '') as readonly string[];
    assert.deepEqual(args.slice(0, 7), [
      '--json',
      '-C',
      join(rig.directory(), 'sub'),
      '--cache',
      cache,
      'restore',
      '--frozen',
    ]);
    assert.deepEqual(args.slice(7), [
      '--instance=https://a.example.org',
      '--instance=https://b.example.org/git',
      '--mirror=https://m.example.org/cas/{sha256}',
      '--offline',
      'saw',
      'plane',
    ]);
  });

  // The stand-in for npm is a script.
  itWith('scripts', 'runs the sources of a checkout, with the libraries of its lock file', async () => {
    await rig.lock('greet', '1.0.0');
    const checkout = join(directory(), 'checkout');
    await cp('.forgejo/setup', join(checkout, '.forgejo', 'setup'), { recursive: true });
    for (const name of ['package.json', 'package-lock.json', '.npmrc', 'src'])
      await cp(name, join(checkout, name), { recursive: true });
    const bin = join(directory(), 'bin');
    await mkdir(bin);
    const modules = join(process.cwd(), 'node_modules');
    await writeFile(join(bin, 'npm'), `#!/bin/sh\necho "$@" > "${bin}/called"\nln -s "${modules}" node_modules\n`);
    await chmod(join(bin, 'npm'), 0o755);
    const env = { ...jobEnv(), PATH: `${bin}:${process.env['PATH'] ?? ''}` };
    const { code, log } = await step('restore.cjs', env, { action: join(checkout, '.forgejo', 'setup') });
    assert.equal(code, 0, log);
    assert.match(log, /^greet v1\.0\.0$/m);
    assert.match(await readFile(join(bin, 'called'), 'utf8'), /^ci --omit=dev .*--ignore-scripts/);
    assert.ok(!(await readdir(checkout)).includes('node_modules'));
  });

  itWith('scripts', 'finds a newer Node in the tool cache of the runner, or says which one it needs', async () => {
    await rig.lock('greet', '1.0.0');
    const older = join(directory(), 'older.cjs');
    // Only the step itself sees this version.
    const pretend = "Object.defineProperty(process.versions, 'node', { value: '20.20.2' })";
    await writeFile(older, `if (process.argv[1]?.endsWith('script')) ${pretend};`);
    const tools = join(directory(), 'tool cache');
    const env = { ...jobEnv(), NODE_OPTIONS: `--require ${older}`, RUNNER_TOOL_CACHE: tools };
    assert.match((await step('restore.cjs', env)).log, /needs Node 22\.19 or newer; the PATH has 20\.20\.2/);
    for (const version of ['20.1.0', '9.0.0', '22.19.0']) {
      const place = join(tools, 'node', version, process.arch, 'bin');
      await mkdir(place, { recursive: true });
      await symlink(version === '22.19.0' ? process.execPath : '/nowhere', join(place, 'node'));
    }
    const { code, log } = await step('restore.cjs', env);
    assert.equal(code, 0, log);
  });

  it('has a file that fits its scripts', async () => {
    const { inputs, outputs, runs } = await readYaml<Action>(join(action(), 'action.yml'));
    assert.equal(runs.using, 'composite');
    const names = Object.keys(inputs).map((name) => `INPUT_${name.toUpperCase().replaceAll('-', '_')}`);
    const scripts = await Promise.all(['inputs.cjs', 'plan.cjs'].map((name) => readFile(join(action(), name), 'utf8')));
    for (const { run: script, env = {}, shell } of runs.steps.filter((one) => one.run !== undefined)) {
      assert.deepEqual(Object.keys(env), names);
      assert.equal(shell, 'node {0}');
      assert.doesNotMatch(script ?? '', /\$\{\{/);
      const [, file = ''] = /'\/([^']+)'/.exec(script ?? '') ?? [];
      await readFile(join(action(), file));
    }
    for (const name of names) assert.ok(scripts[0]?.includes(name.replace('INPUT_', '')), name);
    const text = JSON.stringify([outputs, runs]);
    for (const [, id, output] of text.matchAll(/steps\.(plan)\.outputs\.(\w+)/g))
      assert.ok(scripts[1]?.includes(`setOutput('${output}'`), `${id} ${output}`);
    const save = runs.steps.at(-1);
    assert.match(save?.if ?? '', /steps\.restore\.outputs\.complete == 'true'/);
  });
});
