import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { forgetEnvironment } from '../../../../src/editor/commands/forgetEnvironment.ts';
import { install } from '../../../../src/editor/commands/install.ts';
import { restoreTools } from '../../../../src/editor/commands/restoreTools.ts';
import { typeCommand } from '../../../../src/editor/installs/typeCommand.ts';
import { useVersion } from '../../../../src/editor/commands/useVersion.ts';
import { toolId } from '../../../../src/editor/installs/groupInstalled.ts';
import { projectPaths } from '../../../../src/engine/index.ts';
import type { Installed } from '../../../../src/engine/index.ts';
import { useTempDir } from '../../../support/tempDir.ts';
import { GREET, openWorkspace, until } from '../../../support/workspaceRig.ts';
import type { WorkspaceRig } from '../../../support/workspaceRig.ts';

const INSTEAD = 'In terminals of the folder project, greet runs the locked tool instead.';

describe('an installed tool in a folder that locks another version of it', () => {
  const directory = useTempDir();
  let rig: WorkspaceRig;
  let installed: Installed;
  beforeEach(async () => {
    rig = await openWorkspace(directory());
    await rig.writeGreetLock();
    await restoreTools(rig.services);
    const version = await rig.fake.engine.version(rig.forge.url, GREET, 'v1.1.0');
    await install(rig.services, { kind: 'version', ...version.value });
    const found = (await rig.fake.engine.installer.list()).find(({ active }) => active);
    assert.ok(found);
    installed = found;
  });
  afterEach(() => rig[Symbol.asyncDispose]());

  const typed = async (): Promise<string | undefined> => {
    await typeCommand(rig.services, installed);
    return rig.fake.host.typed.at(-1);
  };
  const pathOf = ({ executables }: Installed): string | undefined => executables[0]?.path;

  it('is started by its path, because its name runs the locked version', async () => {
    assert.equal(installed.asset.version, 'v1.1.0');
    assert.ok((await typed())?.includes(String(pathOf(installed))));
  });

  it('is reported with what its name runs in the folder', async () => {
    const told = await until(() => rig.ui.texts('inform').find((text) => /v1\.1\.0 is installed/.test(text)));
    assert.ok(told.endsWith(`Type greet in a new terminal. ${INSTEAD}`), told);
    await useVersion(rig.services, { id: JSON.stringify([toolId(installed.tool), 'v1.1.0', installed.asset.sha256]) });
    assert.equal(rig.ui.texts('inform').at(-1), `greet v1.1.0 is in use. Type greet in a new terminal. ${INSTEAD}`);
  });

  it('is started by its path in a folder that cannot be read', async () => {
    await writeFile(projectPaths(rig.folder).lock, '{');
    await rig.services.projects.refresh();
    assert.notEqual(await typed(), 'greet');
  });

  it('is started by its name once the environment is forgotten', async () => {
    rig.ui.next({ press: 'Forget' });
    await forgetEnvironment(rig.services);
    await rig.services.projects.refresh();
    assert.equal(await typed(), 'greet');
  });
});
