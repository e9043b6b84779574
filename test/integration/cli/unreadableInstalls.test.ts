import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { useCli } from '../../support/cliRig.ts';

describe('the command line and an install that cannot be read', () => {
  const rig = useCli();
  const fresh = () => rig.cacheAt('fresh');

  /** Installs a tool and damages its record. Returns the directory and the command. */
  async function damaged(source: string) {
    const [program] = (await rig.ask('install', source, ...fresh())).answer.tool.executables;
    const directory = join(program?.path ?? '', '..', '..');
    await writeFile(join(directory, 'install.json'), '{');
    return { directory, command: program?.command ?? '' };
  }

  for (const [named, source, argument] of [
    ['the name', 'workshop/greet@1.0.0', () => 'greet'],
    ['owner and repository', 'workshop/greet@1.0.0', () => 'workshop/greet'],
    ['a version', 'workshop/greet@1.0.0', () => 'greet@1.0.0'],
    ['a link', 'workshop/greet@1.0.0', () => `${rig.forge.url}workshop/greet`],
    ['its command', 'workshop/esbuild-raw', ({ command }) => command],
    ['its directory', 'workshop/greet@1.0.0', ({ directory }) => directory],
  ] as const satisfies readonly (readonly [string, string, (one: Awaited<ReturnType<typeof damaged>>) => string])[]) {
    it(`uninstalls it by ${named}`, async () => {
      const broken = await damaged(source);
      const { directory } = broken;
      const other = await rig.ask('uninstall', 'someone/greet', ...fresh());
      assert.deepEqual([other.code, other.answer.error.code], [1, 'notThere']);
      // A shell needs quotes around a path of Windows.
      const advice = [directory, `'${directory}'`].map((path) => `run "forgejo-artifacts uninstall ${path}"`);
      assert.ok(
        advice.some((text) => other.stderr.includes(text)),
        other.stderr,
      );
      const planned = await rig.call('uninstall', argument(broken), '--dry-run', ...fresh());
      assert.match(
        planned.stdout,
        /^Would remove (?:greet|esbuild-raw) v[\d.]+, which cannot be read\n$/,
        planned.stderr,
      );
      const removed = await rig.ask('uninstall', argument(broken), ...fresh());
      assert.deepEqual([removed.code, removed.answer.unreadable], [0, [directory]], removed.stderr);
      assert.deepEqual((await rig.ask('list', ...fresh())).answer.unreadable, []);
      assert.deepEqual(await readdir(join(rig.directory(), 'fresh', 'bin')), []);
    });
  }

  it('uninstalls it together with the readable versions of its tool, or by its version alone', async () => {
    await damaged('workshop/greet@1.0.0');
    await rig.call('install', 'workshop/greet@1.1.0', ...fresh());
    const both = await rig.call('uninstall', 'greet', '--dry-run', ...fresh());
    assert.equal(both.stdout, 'Would remove greet v1.1.0\nWould remove greet v1.0.0, which cannot be read\n');
    const one = await rig.call('uninstall', 'greet@v1.0.0', ...fresh());
    assert.equal(one.stdout, 'Removed greet v1.0.0, which cannot be read\n');
    assert.match((await rig.call('list', ...fresh())).stdout, /^\W*greet v1\.1\.0 /);
  });

  it('mentions it where it is not found', async () => {
    const { directory } = await damaged('workshop/greet@1.0.0');
    const missing = await rig.ask('which', 'nothing', ...fresh());
    assert.deepEqual(missing.answer.error.facts['unreadable'], [directory]);
    assert.ok((await rig.call('versions', 'workshop/greet', ...fresh())).stderr.includes(directory));
    assert.ok(!(await rig.call('versions', 'workshop/esbuild-raw', ...fresh())).stderr.includes(directory));
  });

  it('refuses to uninstall it while a project uses it', async () => {
    await rig.lock('greet', '1.0.0');
    const restored = await rig.ask('restore', ...fresh());
    assert.equal(restored.code, 0, restored.stderr);
    const directory = join(restored.answer.tools[0]?.executables[0]?.path ?? '', '..', '..');
    await writeFile(join(directory, 'install.json'), '{');
    const { code, answer } = await rig.ask('uninstall', 'greet', ...fresh());
    assert.deepEqual([code, answer.error.code], [1, 'inUse']);
    assert.match(answer.error.message, /add --force\. Run "restore" there to get it back\.$/);
    assert.equal((await rig.call('uninstall', 'greet', '--force', ...fresh())).code, 0);
  });
});
