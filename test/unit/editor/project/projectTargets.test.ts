import assert from 'node:assert/strict';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { checkLock } from '../../../../src/editor/commands/checkLock.ts';
import { forgetEnvironment } from '../../../../src/editor/commands/forgetEnvironment.ts';
import { restoreTools } from '../../../../src/editor/commands/restoreTools.ts';
import { updateAllWorkspaceTools, updateWorkspaceTool } from '../../../../src/editor/commands/updateWorkspaceTools.ts';
import { taskProject } from '../../../../src/editor/project/restoreTask.ts';
import type { Services } from '../../../../src/editor/services.ts';
import { projectPaths } from '../../../../src/engine/index.ts';
import { WorkspaceError } from '../../../../src/words/workspaceError.ts';
import { useTempDir } from '../../../support/tempDir.ts';
import { openWorkspace } from '../../../support/workspaceRig.ts';
import type { WorkspaceRig } from '../../../support/workspaceRig.ts';
import '../../../support/vscode/useVscodeStub.ts';

// The stub has to be registered before the modules that use it are loaded.
const { exportTools } = await import('../../../../src/editor/commands/exportTools.ts');
const { importTools } = await import('../../../../src/editor/commands/importTools.ts');
const { workspaceTools } = await import('../../../../src/editor/commands/workspaceTools.ts');

const isFault = (reason: string) => (error: unknown) =>
  error instanceof WorkspaceError && error.fault.reason === reason;

type Command = (services: Services, ...args: readonly unknown[]) => Promise<void>;

/** All commands on a folder with a lock. */
const COMMANDS: Readonly<Record<string, Command>> = {
  workspaceTools,
  forgetEnvironment,
  restoreTools,
  checkLock,
  exportTools,
};

describe('the folder that a command uses', () => {
  const directory = useTempDir();
  let rig: WorkspaceRig;
  beforeEach(async () => void (rig = await openWorkspace(directory())));
  afterEach(() => rig[Symbol.asyncDispose]());

  /** Another open folder with a lock. */
  const openSecond = async (): Promise<string> => {
    const second = join(directory(), 'second');
    await mkdir(second);
    rig.fake.workspace.open.push({ name: 'second', directory: second });
    await rig.writeGreetLock(undefined, second);
    return second;
  };

  for (const [name, command] of Object.entries(COMMANDS)) {
    describe(name, () => {
      it('asks for trust in a workspace that is not trusted, with and without a lock', async () => {
        rig.fake.workspace.isTrusted = false;
        await assert.rejects(command(rig.services), isFault('untrusted'));
        await rig.writeGreetLock();
        await assert.rejects(command(rig.services), isFault('untrusted'));
      });

      it('says that no folder is open, and that an open one has no lock', async () => {
        await assert.rejects(command(rig.services), isFault('noLock'));
        rig.fake.workspace.open.length = 0;
        await assert.rejects(command(rig.services), isFault('noFolder'));
      });

      it('does nothing if the list of folders is dismissed', async () => {
        await rig.writeGreetLock();
        await openSecond();
        rig.ui.next({ pick: undefined });
        await command(rig.services);
        rig.ui.finish();
        assert.deepEqual(
          rig.ui.messages.map(({ kind }) => kind),
          ['asked'],
        );
      });
    });
  }

  it('is never another one than that of the row', async () => {
    await rig.writeGreetLock();
    const second = await openSecond();
    await rig.services.projects.refresh();
    const row = { kind: 'project', folder: second };
    const commands = [forgetEnvironment, restoreTools, checkLock, exportTools, importTools];
    await rm(projectPaths(second).lock);
    await rig.services.projects.refresh();
    for (const command of [...commands, updateWorkspaceTool, updateAllWorkspaceTools])
      await assert.rejects(command(rig.services, row), isFault('noLock'), command.name);
    rig.fake.workspace.open.pop();
    for (const command of [...commands, updateWorkspaceTool, updateAllWorkspaceTools])
      await assert.rejects(command(rig.services, row), isFault('notOpen'), command.name);
    assert.deepEqual(rig.ui.messages, []);
  });

  it('is not chosen for an import either while its lock may not be read', async () => {
    await rig.writeGreetLock();
    rig.fake.workspace.isTrusted = false;
    await assert.rejects(importTools(rig.services), isFault('untrusted'));
  });

  it('is that of the task, or the only one with a lock, because a task cannot ask', async () => {
    await assert.rejects(taskProject(rig.services, undefined), isFault('noLock'));
    await rig.writeGreetLock();
    const second = await openSecond();
    await assert.rejects(taskProject(rig.services, undefined), isFault('severalFolders'));
    assert.equal((await taskProject(rig.services, second)).folder.directory, second);
    rig.fake.workspace.isTrusted = false;
    await assert.rejects(taskProject(rig.services, second), isFault('untrusted'));
  });
});
