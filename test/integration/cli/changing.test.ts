import assert from 'node:assert/strict';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { projectPaths, readLock } from '../../../src/engine/index.ts';
import { useCli } from '../../support/cliRig.ts';

describe('commands that change the workspace file and its lock', () => {
  const rig = useCli();

  const spec = async (name: string): Promise<unknown> => {
    const text = await readFile(projectPaths(rig.directory()).file, 'utf8');
    return (JSON.parse(text) as { tools: Record<string, unknown> }).tools[name];
  };
  const locked = async () => (await readLock(projectPaths(rig.directory()).lock))?.tools;
  const inFresh = (...args: readonly string[]) => rig.ask(...args, ...rig.cacheAt('fresh'));

  it('adds a tool to the workspace file and locks it, by name or by link', async () => {
    const { code, stderr } = await inFresh('add', 'workshop/greet@^1');
    assert.equal(code, 0, stderr);
    assert.deepEqual(await spec('greet'), { instance: rig.forge.url, release: 'workshop/greet', version: '^1' });
    assert.equal((await locked())?.get('greet')?.version, 'v1.1.0');
    const link = `${rig.forge.url}workshop/greet/releases/tag/v1.0.0`;
    assert.equal((await inFresh('add', link, '--name', 'old', '--executable', 'greet')).code, 0);
    assert.deepEqual((await locked())?.get('old')?.executables, ['greet']);
    assert.equal((await locked())?.get('old')?.version, 'v1.0.0');
    assert.equal((await rig.call('restore', 'greet', '--frozen', ...rig.cacheAt('fresh'))).code, 0);
  });

  it('changes the version of an existing tool, and refuses a name that is taken', async () => {
    await inFresh('add', 'workshop/greet@1.0.0', '--executable', 'greet');
    assert.equal((await inFresh('add', 'workshop/greet@^1.1')).code, 0);
    const { version, executables } = (await spec('greet')) as Record<string, unknown>;
    assert.deepEqual([version, executables], ['^1.1', ['greet']]);
    assert.equal((await locked())?.get('greet')?.version, 'v1.1.0');
    const other = await inFresh('add', 'workshop/esbuild-raw', '--name', 'greet');
    assert.equal(other.code, 2);
    assert.match(other.stderr, /Another tool is already called greet/);
  });

  it('writes nothing if a tool cannot be locked', async () => {
    for (const [code, ...args] of [
      [1, 'workshop/greet@9'],
      [1, 'workshop/none'],
      [2, 'workshop/greet', '--name', 'a b'],
      [3, 'workshop/greet', '--require', 'pin'],
    ] as const) {
      assert.equal((await inFresh('add', ...args)).code, code, args.join(' '));
    }
    assert.deepEqual(
      (await readdir(rig.directory())).filter((name) => name.includes('artifacts')),
      [],
    );
  });

  it('creates no lock if no tool can be locked', async () => {
    const { file, lock } = projectPaths(rig.directory());
    const none = { instance: rig.forge.url, release: 'workshop/none', version: '1' };
    await writeFile(file, JSON.stringify({ tools: { none } }));
    assert.equal((await inFresh('update')).code, 1);
    await assert.rejects(readFile(lock), { code: 'ENOENT' });
    assert.equal((await inFresh('restore')).answer.error.code, 'noLock');
    await writeFile(file, JSON.stringify({ tools: {} }));
    assert.equal((await inFresh('update')).code, 0);
    assert.equal((await locked())?.size, 0);
  });

  it('removes a tool from the workspace file and the lock, and leaves it installed', async () => {
    await inFresh('add', 'workshop/greet');
    await inFresh('add', 'workshop/greet@1.0.0', '--name', 'old');
    await inFresh('restore');
    assert.equal((await inFresh('remove', 'nothing')).code, 2);
    assert.equal((await inFresh('remove', 'old')).code, 0);
    assert.deepEqual([await spec('old'), [...((await locked())?.keys() ?? [])]], [undefined, ['greet']]);
    assert.equal((await rig.call('restore', '--frozen', ...rig.cacheAt('fresh'))).code, 0);
    assert.equal((await inFresh('list')).answer.tools.length, 2);
  });

  it('reports a tool that is only in the lock, and refuses to restore it with --frozen', async () => {
    await rig.lock('greet', '1.0.0');
    await writeFile(projectPaths(rig.directory()).file, JSON.stringify({ tools: {} }));
    const { code, answer } = await rig.ask('restore', '--frozen', ...rig.cacheAt('fresh'));
    assert.equal(code, 3);
    assert.deepEqual(answer.error.facts, { outdated: ['greet'] });
    const checked = await rig.call('check');
    assert.equal(checked.code, 3);
    assert.match(
      checked.stderr,
      /forgejo-artifacts\.json and the lock disagree about greet\. Run "forgejo-artifacts update"\./,
    );
  });

  it('changes nothing in a dry run', async () => {
    const { file, lock } = projectPaths(rig.directory());
    const dry = async (...args: readonly string[]) => {
      const result = await inFresh(...args, '--dry-run');
      assert.deepEqual([result.code, result.answer.dryRun], [0, true], `${args.join(' ')}: ${result.stderr}`);
      return result;
    };
    await dry('add', 'workshop/greet@1.0.0');
    await assert.rejects(readFile(file), { code: 'ENOENT' });
    assert.equal((await inFresh('add', 'workshop/greet@1.0.0')).code, 0);
    const before = [await readFile(file, 'utf8'), await readFile(lock, 'utf8')];
    assert.equal((await dry('restore')).answer.tools[0]?.state, 'missing');
    await dry('install', 'workshop/greet');
    await dry('add', 'workshop/greet@^1');
    await dry('update');
    await dry('remove', 'greet');
    assert.deepEqual([await readFile(file, 'utf8'), await readFile(lock, 'utf8')], before);
    assert.deepEqual((await inFresh('list')).answer.tools, []);
    await inFresh('restore');
    assert.equal((await dry('restore')).answer.tools[0]?.state, 'installed');
    assert.equal((await inFresh('uninstall', 'greet', '--dry-run')).code, 1, 'this project uses it');
    assert.equal((await dry('uninstall', 'greet', '--force')).answer.tools.length, 1);
    assert.equal((await dry('restore')).answer.tools[0]?.state, 'installed');
    await inFresh('uninstall', 'greet', '--force');
    assert.equal((await dry('restore')).answer.tools[0]?.state, 'cached');
  });

  it('uninstalls the target of a link without a request', async () => {
    await inFresh('install', 'workshop/greet@1.0.0');
    await inFresh('install', 'workshop/greet@1.1.0');
    const asked = rig.forge.requests.length;
    const remove = async (link: string) => rig.run({ args: ['uninstall', link, ...rig.cacheAt('fresh')] });
    const place = `${rig.forge.url}workshop/greet`;
    assert.equal((await remove('https://elsewhere.example/workshop/greet')).code, 1);
    assert.equal((await remove(`${place}/releases/tag/v1.0.0`)).stdout, 'Removed greet v1.0.0\n');
    assert.equal((await remove(place)).stdout, 'Removed greet v1.1.0\n');
    assert.equal((await remove(place)).code, 1);
    assert.equal(rig.forge.requests.length, asked);
  });

  it('prints completions without a cache and without instances', async () => {
    const env = { FORGEJO_ARTIFACTS_INSTANCES: 'nonsense', HOME: '' };
    const { code, stdout } = await rig.run({ args: ['completion', 'bash'], env });
    assert.equal(code, 0);
    assert.match(stdout, /complete .*forgejo-artifacts\n$/);
  });
});
