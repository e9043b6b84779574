import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectPaths } from '../../../src/engine/index.ts';
import { useCli } from '../../support/cliRig.ts';

describe('the command line and mistakes in a call', () => {
  const rig = useCli();

  it('names a path that leads nowhere, before any work is done for it', async () => {
    const nowhere = join(rig.directory(), 'nowhere');
    const imported = await rig.call('import', nowhere);
    assert.deepEqual([imported.code, imported.stderr], [2, `There is no file or directory ${nowhere}.\n`]);
    const verified = await rig.call('verify', '--cache', nowhere);
    assert.deepEqual([verified.code, verified.stderr], [2, `There is no file or directory ${nowhere}.\n`]);
    await rig.lock('greet', '1.0.0');
    const before = rig.forge.requests.length;
    const target = join(rig.directory(), 'export');
    const exported = await rig.call('export', target, '--with', nowhere, ...rig.cacheAt('fresh'));
    assert.deepEqual([exported.code, exported.stderr], [2, `There is no file or directory ${nowhere}.\n`]);
    assert.equal(rig.forge.requests.length, before);
  });

  it('names the command that creates what is missing', async () => {
    const { file, lock } = projectPaths(rig.directory());
    for (const args of [['restore'], ['check'], ['export', 'there']]) {
      const { code, stderr } = await rig.call(...args);
      const message = `There is neither ${lock} nor ${file}. "forgejo-artifacts add" creates both.\n`;
      assert.deepEqual([code, stderr], [1, message]);
    }
    for (const args of [['update'], ['remove', 'saw']]) {
      const { code, stderr } = await rig.call(...args);
      assert.equal(code, 1);
      assert.match(
        stderr,
        /^There is no .*forgejo-artifacts\.json, which lists the tools\. "forgejo-artifacts add" creates/,
      );
    }
    await writeFile(file, JSON.stringify({ tools: {} }));
    assert.match((await rig.call('restore')).stderr, /lock\.json\. "forgejo-artifacts update" creates it\.\n$/);
  });

  it('says how to choose another file or program', async () => {
    const none = await rig.call('install', 'ladder/weaker-unsigned@1.0.0', ...rig.cacheAt('fresh'));
    assert.match(none.stderr, / has no file for .* Choose one with --asset: .*tool\.txt/);
    const add = (...args: readonly string[]) => rig.call('add', 'ladder/weaker-unsigned@1.0.0', ...args);
    assert.match((await add()).stderr, /any platform\. Choose one with "add --asset"/);
    assert.match(
      (await add('--asset', 'tool.txt')).stderr,
      /^No file of weaker-unsigned that matches tool\.txt is for/,
    );
    const args = ['install', 'workshop/greet@1.0.0', '--executable', 'nope', ...rig.cacheAt('fresh')];
    const wrong = await rig.ask(...args);
    assert.match(wrong.stderr, / contains no program nope, .* Name one with --executable: greet/);
    assert.deepEqual(wrong.answer.error.facts['unknown'], ['nope']);
  });

  it('does not say where the commands are after a restore in which every tool failed', async () => {
    await rig.lock('greet', '1.0.0');
    assert.match((await rig.call('restore', ...rig.cacheAt('fresh'))).stderr, /^The commands are in /);
    const failed = await rig.call('restore', '--verify', '--require', 'pin', ...rig.cacheAt('fresh'));
    assert.equal(failed.code, 3, failed.stderr);
    assert.doesNotMatch(failed.stderr, /The commands are in/);
  });

  it('says that a trusted key had no effect, if its owner or instance is misspelt', async () => {
    await rig.lock('greet', '1.0.0');
    const [flag = '', value = ''] = rig.trusted();
    const owner = await rig.call('restore', flag, value.replace('/workshop=', '/workshp='), ...rig.cacheAt('owner'));
    assert.equal(owner.code, 0, owner.stderr);
    assert.match(owner.stderr, /^No file from .*\/workshp was checked, so its --trusted-key had no effect\./m);
    const right = await rig.call('restore', ...rig.trusted(), ...rig.cacheAt('right'));
    assert.doesNotMatch(right.stderr, /had no effect/);
    const other = value.replace(/^[^=]+=/, 'https://git.example.org/workshop=');
    const instance = await rig.call('restore', flag, other, ...rig.cacheAt('instance'));
    assert.equal(instance.code, 2);
    assert.match(instance.stderr, /https:\/\/git\.example\.org\/, which is none of your instances\./);
  });
});
