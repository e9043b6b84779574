import assert from 'node:assert/strict';
import { chmod, cp, mkdir, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commandsIn, useAction } from '../support/actionRig.ts';
import { useCli } from '../support/cliRig.ts';

/** Replaces the bytes, keeping the size and the times. */
async function changeFiles(directory: string): Promise<void> {
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (!entry.isFile()) continue;
    const { size, atime, mtime, mode } = await stat(file);
    await chmod(file, 0o600);
    await writeFile(file, Buffer.alloc(size, 7));
    await chmod(file, mode);
    await utimes(file, atime, mtime);
  }
}

describe('the CI action, attacked', () => {
  const rig = useCli();
  const { directory, action, jobEnv, step } = useAction(rig);

  it("rejects changed files in the runner's cache", async () => {
    await rig.lock('greet', '1.0.0');
    assert.equal((await step('restore.cjs', jobEnv())).code, 0);
    const cache = join(directory(), 'cache', 'forgejo-artifacts');
    const blobs = join(cache, 'cache-v1', 'blobs');
    // The next machine has only what the runner kept.
    const changed = async (): Promise<void> => {
      await changeFiles(blobs);
      for (const name of await readdir(cache))
        if (name !== 'cache-v1') await rm(join(cache, name), { recursive: true });
    };
    await changed();
    const { code, log } = await step('restore.cjs', jobEnv());
    assert.equal(code, 0, log);
    assert.ok((await readdir(join(cache, 'cache-v1', 'aside'))).length > 0);
    await changed();
    // Without a network there is no other copy.
    const refused = await step('restore.cjs', jobEnv({ INPUT_OFFLINE: 'true' }));
    assert.equal(refused.code, 3, refused.log);
    assert.deepEqual({ path: refused.path, outputs: refused.outputs }, { path: [], outputs: {} });
  });

  it('refuses input that would become another argument, output or path', async () => {
    await rig.lock('greet', '1.0.0');
    const hostile: readonly [Record<string, string>, RegExp][] = [
      [{ INPUT_TOOLS: 'greet --cache=/tmp/elsewhere' }, /not a tool name/],
      [{ INPUT_TOOLS: '$(touch pwned)' }, /not a tool name/],
      [{ INPUT_WORKING_DIRECTORY: '.\nPATH=/evil' }, /must be one line/],
      [{ INPUT_MIRROR: 'https://m.example.org\r\ncomplete=true' }, /must be one line/],
      [{ INPUT_OFFLINE: 'true\ncomplete<<x' }, /must be one line/],
      [{ INPUT_CACHE: 'perhaps' }, /must be true or false/],
      [{ INPUT_INSTANCE: '--help' }, /is not one of the instances that you named/],
    ];
    for (const [inputs, words] of hostile) {
      const { code, log, path, outputs } = await step('restore.cjs', jobEnv(inputs));
      assert.notEqual(code, 0, JSON.stringify(inputs));
      assert.match(log, words);
      assert.deepEqual({ path, outputs }, { path: [], outputs: {} }, JSON.stringify(inputs));
      assert.ok(!(await readdir(rig.directory())).includes('pwned'));
    }
  });

  it('lets no value end its own output, and no path become two', async () => {
    const evil = join(rig.directory(), 'a\nkey=evil\nb');
    await mkdir(evil);
    const env = { ...jobEnv(), GITHUB_WORKSPACE: evil, XDG_CACHE_HOME: join(directory(), 'x\ncomplete=evil') };
    await rig.lock('greet', '1.0.0');
    for (const name of ['forgejo-artifacts.json', 'forgejo-artifacts.lock.json'])
      await cp(join(rig.directory(), name), join(evil, name));
    const plan = await step('plan.cjs', env);
    assert.equal(plan.code, 0, plan.log);
    assert.deepEqual(Object.keys(plan.outputs), ['cache', 'key', 'directory']);
    assert.match(plan.outputs['key'] ?? '', /^forgejo-artifacts-/);
    const restored = await step('restore.cjs', env);
    assert.match(restored.log, /has a line break in its path/);
    assert.deepEqual({ path: restored.path, outputs: restored.outputs }, { path: [], outputs: {} });
  });

  it('has the runner mask tokens, and never runs text from a server as a command', async () => {
    await rig.lock('greet', '1.0.0');
    const token = 'first-line\nsecond%line';
    const program = join(action(), 'cli', 'cli.cjs');
    const workflowCommands = '::add-path::/evil\n##[add-path]/evil\n  ::set-env name=A::b\nno end of line';
    await writeFile(
      program,
      `process.stderr.write(${JSON.stringify(workflowCommands)});process.stdout.write('{"tools":[]}');process.exitCode=1;`,
    );
    const { code, log } = await step('restore.cjs', { ...jobEnv(), FORGEJO_ARTIFACTS_TOKEN_GIT_EXAMPLE_ORG: token });
    assert.equal(code, 1);
    const [stop = '', ...rest] = commandsIn(log).filter((line) => !line.startsWith('::add-mask::'));
    assert.match(stop, /^::stop-commands::[0-9a-f-]{36}$/);
    assert.deepEqual(rest, ['resume', '::error title=forgejo-artifacts::The tools could not be restored.']);
    const masks = commandsIn(log).filter((line) => line.startsWith('::add-mask::'));
    assert.deepEqual(masks, ['::add-mask::first-line', '::add-mask::second%25line']);
    assert.ok(log.includes('::add-path::/evil\n'));
  });
});
