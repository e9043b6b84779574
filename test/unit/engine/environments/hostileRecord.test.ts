import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isEngineError } from '../../../../src/engine/errors.ts';
import { LINUX, useEnvironmentRig } from '../../../support/environmentRig.ts';
import type { TestTool } from '../../../support/environmentRig.ts';
import { itWith } from '../../../support/thisSystem.ts';

const greet: TestTool = { name: 'greet', version: '1.0.0' };

describe('a hostile environment record', function () {
  const rig = useEnvironmentRig();
  let folder: string;
  let current: string;
  beforeEach(async () => {
    folder = await rig.folder('a');
    current = path.dirname((await rig.restore(folder, greet)).binDirectory);
  });
  const record = (): string => path.join(current, 'environment.json');
  const state = () => rig.environments().state(folder, rig.lock(greet), LINUX);
  /** Nothing in the environment counts, not even for an empty lock. */
  const demandDamaged = async (): Promise<void> => {
    const { isCurrent, tools, commands } = await state();
    assert.deepEqual([isCurrent, tools[0]?.state, commands.size], [false, 'unlinked', 0]);
    assert.equal((await rig.environments().state(folder, rig.lock(), LINUX)).isCurrent, false);
  };
  const verdicts = new Map([['greet', 'restored']] as const);
  const build = () => rig.environments().build(folder, rig.lock(greet), LINUX, { verdicts });
  const change = async (edit: (json: Record<string, unknown>) => object): Promise<void> => {
    const json = JSON.parse(await readFile(record(), 'utf8')) as Record<string, unknown>;
    await writeFile(record(), JSON.stringify(edit(json)));
  };

  for (const [what, text] of [
    ['nothing', ''],
    ['no JSON', '{'],
    ['no object', 'null'],
    ['a newer layout', '{"layout":2,"folder":"/a","tools":[],"answers":[]}'],
    ['a folder that is not a text', '{"layout":1,"folder":7,"tools":[],"answers":[]}'],
    ['deep nesting', '['.repeat(200_000)],
    [
      'a command that is a path',
      `{"layout":1,"folder":"/a","answers":[],"tools":[{"name":"x","instance":"https://h/","source":{"kind":"release","owner":"a","repo":"b"},"version":"1","sha256":"${'0'.repeat(64)}","locked":"","commands":["../x"],"left":[]}]}`,
    ],
  ] as const) {
    it(`reports an environment whose record has ${what} as damaged, keeps it, and builds it again once its tool is restored`, async () => {
      await writeFile(record(), text);
      await demandDamaged();
      const { environments, unreadable } = await rig.environments().list();
      assert.deepEqual([environments, unreadable], [[], [path.dirname(current)]]);
      await rig.environments().sweep();
      assert.equal((await rig.environments().list()).unreadable.length, 1);
      const directory = path.join(rig.installs.place(), 'installs', 'any', 'any');
      assert.equal(await rig.environments().isUsed(directory), true, 'it may use any install');
      assert.equal((await build()).isCurrent, true);
      assert.equal(await rig.type(folder, 'greet'), 'greet 1.0.0');
    });
  }

  it('is damaged if its record is a directory or missing', async () => {
    await rm(record());
    await demandDamaged();
    await mkdir(record());
    await assert.rejects(state(), (error) => isEngineError(error, 'storage'));
    await rm(record(), { recursive: true });
    await writeFile(record(), '');
    assert.equal((await build()).isCurrent, true);
  });

  itWith('links', 'is damaged where its record is a link to a device', async () => {
    await rm(record());
    await symlink('/dev/zero', record());
    await demandDamaged();
    assert.equal((await build()).isCurrent, true);
  });

  itWith('links', 'is damaged where something else has the name of its link', async () => {
    const generation = (await readdir(path.dirname(current))).find((name) => name.startsWith('g-')) ?? '';
    await unlink(current);
    await symlink('/usr', current);
    await demandDamaged();
    assert.equal((await build()).isCurrent, true);
    await unlink(current);
    await mkdir(current);
    await demandDamaged();
    await assert.rejects(build(), (error) => isEngineError(error, 'storage'), 'a foreign directory is not replaced');
    await rm(current, { recursive: true });
    await symlink(`../${generation}`, current);
    // The PATH would lead elsewhere.
    await demandDamaged();
    assert.equal((await build()).isCurrent, true);
  });

  itWith('links', 'counts for nothing that its links do not say', async () => {
    const bin = path.join(current, 'bin');
    await rename(path.join(bin, 'greet'), path.join(bin, 'other'));
    const renamed = await state();
    assert.deepEqual([renamed.isCurrent, renamed.tools[0]?.state], [false, 'unlinked']);
    assert.equal((await build()).isCurrent, true);
    await writeFile(path.join(bin, 'evil'), '#!/bin/sh\necho evil\n', { mode: 0o755 });
    assert.equal((await state()).isCurrent, false, 'it has a command that is not locked');
    await build();
    assert.deepEqual(await readdir(bin), ['greet']);
    await unlink(path.join(bin, 'greet'));
    await symlink('/bin/echo', path.join(bin, 'greet'));
    assert.equal((await state()).isCurrent, false, 'the command leads elsewhere');
    assert.equal((await build()).isCurrent, true);
    assert.equal(await rig.type(folder, 'greet'), 'greet 1.0.0');
  });

  it('keeps fields of newer versions of the program', async () => {
    await change((json) => ({
      ...json,
      colour: 'red',
      tools: (json['tools'] as object[]).map((one) => ({ ...one, size: 7 })),
    }));
    assert.equal((await state()).isCurrent, true);
    await rig.provide({ name: 'saw', version: '1' });
    await rig.environments().build(folder, rig.lock(greet, { name: 'saw', version: '1' }), LINUX);
    const text = await readFile(record(), 'utf8');
    assert.match(text, /"colour": "red"/);
    assert.match(text, /"size": 7/);
  });

  it('ignores reasons and answers that only newer versions know', async () => {
    await change((json) => ({
      ...json,
      tools: (json['tools'] as object[]).map((one) => ({
        ...one,
        left: [{ command: 'x', isOwn: true, reasons: [{ why: 'moon' }, { why: 'shell' }] }],
      })),
    }));
    assert.deepEqual((await state()).tools[0]?.notLinked, [{ command: 'x', isOwn: true, reasons: [{ why: 'shell' }] }]);
  });
});
