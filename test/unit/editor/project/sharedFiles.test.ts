import assert from 'node:assert/strict';
import { access, readFile, writeFile } from 'node:fs/promises';
import { addToWorkspace } from '../../../../src/editor/commands/addToWorkspace.ts';
import { updateAllWorkspaceTools } from '../../../../src/editor/commands/updateWorkspaceTools.ts';
import { WorkspaceError } from '../../../../src/words/workspaceError.ts';
import { formatLock, isEngineError, projectPaths } from '../../../../src/engine/index.ts';
import { useTempDir } from '../../../support/tempDir.ts';
import { GREET, openWorkspace } from '../../../support/workspaceRig.ts';
import type { WorkspaceRig } from '../../../support/workspaceRig.ts';

const WRITE = { pick: 'Write the Lock' };

describe('workspace files that change during an edit', () => {
  const directory = useTempDir();
  let rig: WorkspaceRig;
  beforeEach(async () => void (rig = await openWorkspace(directory())));
  afterEach(() => rig[Symbol.asyncDispose]());

  const greetEntry = (version: string): object => ({ instance: rig.forge.url, release: 'workshop/greet', version });
  const writeProject = (tools: object): Promise<void> => writeFile(paths().file, JSON.stringify({ tools }));
  const isUnsaved = (error: unknown): boolean => error instanceof WorkspaceError && error.fault.reason === 'unsaved';
  const paths = (): ReturnType<typeof projectPaths> => projectPaths(rig.folder);
  const names = async (): Promise<readonly (readonly string[])[]> => [
    [...(await rig.readProject()).tools.keys()],
    [...(await rig.readLock()).tools.keys()],
  ];
  /** Runs `happens` while the user reads the question with this title. */
  const during = (title: string, happens: () => Promise<void> | void): void => {
    const { ui } = rig;
    const pick = ui.pick.bind(ui);
    ui.pick = async (items, options) => {
      if (options.title === title) await happens();
      return pick(items, options);
    };
  };
  const theirLock = async (name: string): Promise<void> => {
    const lock = await rig.writeGreetLock();
    const greet = lock.tools.get('greet');
    assert.ok(greet);
    await writeFile(paths().lock, formatLock({ tools: new Map([[name, greet]]) }));
  };
  const addGreet = (): Promise<void> =>
    addToWorkspace(rig.services, {
      kind: 'version',
      id: '',
      parent: undefined,
      instance: rig.forge.url,
      source: GREET,
      version: 'v1.0.0',
    });

  it('keeps unsaved edits, before and while the questions are open', async () => {
    const typed = (...tools: readonly string[]): string =>
      JSON.stringify({ tools: Object.fromEntries(tools.map((name) => [name, greetEntry('latest')])) });
    await writeProject({});
    rig.fake.workspace.edits.set(paths().file, typed('mine'));
    during('Lock Tools', () => void rig.fake.workspace.edits.set(paths().file, typed('mine', 'more')));
    rig.ui.next({ pick: '^1.0.0' }, WRITE);
    await addGreet();
    rig.ui.finish();
    assert.deepEqual(await names(), [['mine', 'more', 'greet'], ['greet']]);
    assert.equal(rig.fake.workspace.edits.size, 0);
  });

  it('keeps pulled changes while a question is open', async () => {
    during('Lock Tools', () => theirLock('zother'));
    rig.ui.next({ pick: '^1.0.0' }, WRITE);
    await addGreet();
    assert.deepEqual(await names(), [['greet'], ['greet', 'zother']]);
  });

  it('locks unsaved edits', async () => {
    await writeProject({ greet: greetEntry('1.0.0') });
    rig.fake.workspace.edits.set(paths().file, JSON.stringify({ tools: { greet: greetEntry('^1') } }));
    rig.ui.next(WRITE);
    await updateAllWorkspaceTools(rig.services);
    assert.equal((await rig.readLock()).tools.get('greet')?.version, 'v1.1.0');
  });

  it('refuses to write if the same tool was changed while its question was open', async () => {
    await writeProject({ greet: greetEntry('^1') });
    const collisions: readonly [() => Promise<void>, string][] = [
      [() => theirLock('greet'), paths().lock],
      [() => writeProject({ greet: greetEntry('1.0.0') }), paths().file],
    ];
    for (const [happens, path] of collisions) {
      during('Lock Tools', happens);
      rig.ui.next(WRITE);
      const failure = await updateAllWorkspaceTools(rig.services).catch((error: unknown) => error);
      assert.ok(isEngineError(failure, 'changedMeanwhile'), String(failure));
      assert.deepEqual(failure.facts, { path, tool: 'greet' });
    }
    assert.equal((await rig.readLock()).tools.get('greet')?.version, 'v1.0.0');
  });

  it('stops and writes nothing if the edits cannot be saved', async () => {
    await writeProject({ greet: greetEntry('^1') });
    const before = await readFile(paths().file, 'utf8');
    rig.fake.workspace.canSave = false;
    rig.fake.workspace.edits.set(paths().file, '{ "tools": {} }');
    await assert.rejects(addGreet(), isUnsaved);
    await assert.rejects(updateAllWorkspaceTools(rig.services), isUnsaved);
    rig.fake.workspace.edits.clear();
    during('Lock Tools', () => void rig.fake.workspace.edits.set(paths().lock, 'typed'));
    rig.ui.next(WRITE);
    await assert.rejects(updateAllWorkspaceTools(rig.services), isUnsaved);
    assert.equal(await readFile(paths().file, 'utf8'), before);
    await assert.rejects(access(paths().lock), { code: 'ENOENT' });
  });
});
