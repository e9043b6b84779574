import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { forgetEnvironment } from '../../../../src/editor/commands/forgetEnvironment.ts';
import { path } from '../../../../src/editor/commands/path.ts';
import { restoreTools } from '../../../../src/editor/commands/restoreTools.ts';
import { whichProgram } from '../../../../src/editor/api/tools.ts';
import { SETTINGS } from '../../../../src/editor/ids.ts';
import { withTool } from '../../../../src/engine/project/updateTool.ts';
import { EMPTY_LOCK, formatLock, projectPaths } from '../../../../src/engine/index.ts';
import type { LockedTool } from '../../../../src/engine/index.ts';
import { useTempDir } from '../../../support/tempDir.ts';
import { openWorkspace } from '../../../support/workspaceRig.ts';
import type { WorkspaceRig } from '../../../support/workspaceRig.ts';

describe('Projects', () => {
  const directory = useTempDir();
  let rig: WorkspaceRig;
  beforeEach(async () => void (rig = await openWorkspace(directory())));
  afterEach(() => rig[Symbol.asyncDispose]());

  const lockOf = async (version: string, change = (tool: LockedTool) => tool): Promise<string> => {
    const [locked] = await rig.fake.engine.lock({ tools: new Map([['greet', rig.greet(version)]]) });
    assert.ok(locked?.ok);
    return formatLock(withTool(EMPTY_LOCK, 'greet', change(locked.update.after)));
  };
  const write = (text: string, folder = rig.folder): Promise<void> => writeFile(projectPaths(folder).lock, text);
  const states = (): readonly string[] =>
    (rig.services.projects.known ?? []).map((status) =>
      status.kind === 'read' ? status.tools.map(({ state, version }) => `${version} ${state}`).join() : status.kind,
    );
  const onPath = (folder = rig.folder): string | undefined => rig.fake.environments.get(folder)?.versions;

  it('distinguishes missing and restored tools', async () => {
    await rig.writeGreetLock();
    await rig.services.projects.refresh();
    assert.deepEqual(states(), ['v1.0.0 missing']);
    await restoreTools(rig.services);
    assert.deepEqual(states(), ['v1.0.0 ready']);
    assert.equal(onPath(), String.raw`greet v1\.0\.0`);
  });

  it('follows a lock whose files are all installed, without a question', async () => {
    const [old, newer] = [await lockOf('v1.0.0'), await lockOf('v1.1.0')];
    for (const text of [newer, old]) {
      await write(text);
      await restoreTools(rig.services);
    }
    const asked = rig.ui.messages.length;
    await write(newer);
    await rig.services.projects.refresh();
    assert.deepEqual(states(), ['v1.1.0 ready']);
    assert.equal(onPath(), String.raw`greet v1\.1\.0`);
    assert.equal(rig.ui.messages.length, asked);
  });

  it('does not link in another folder what was installed before the user trusted a key, until it is checked', async () => {
    const { configuration, workspace } = rig.fake;
    const trusted = configuration.get(SETTINGS.trustedKeys);
    configuration.type(SETTINGS.trustedKeys, []);
    await rig.writeGreetLock();
    await restoreTools(rig.services);
    const other = join(directory(), 'other');
    await mkdir(other);
    await write(await lockOf('v1.0.0'), other);
    configuration.type(SETTINGS.trustedKeys, trusted);
    workspace.open.splice(0, 1, { name: 'other', directory: other });
    await rig.services.projects.refresh();
    assert.deepEqual(states(), ['v1.0.0 withheld']);
    assert.equal(onPath(other), '');
    assert.ok(await path(rig.services, { tool: 'greet' }), 'its path is given once it was checked');
    assert.deepEqual(states(), ['v1.0.0 ready']);
  });

  it('gives no path to a tool that was refused after its installation', async () => {
    await rig.writeGreetLock();
    await restoreTools(rig.services);
    rig.fake.configuration.type(SETTINGS.verificationRequire, 'pin');
    await restoreTools(rig.services);
    assert.deepEqual(states(), ['v1.0.0 withheld']);
    assert.equal(await path(rig.services, { tool: 'greet' }), undefined);
    assert.equal(await whichProgram(rig.services, 'greet'), undefined);
    rig.fake.configuration.type(SETTINGS.verificationRequire, 'any');
    await restoreTools(rig.services);
    assert.deepEqual(states(), ['v1.0.0 ready']);
  });

  it('leaves the environment alone while locked files are missing, and reports them', async () => {
    await write(await lockOf('v1.0.0'));
    await restoreTools(rig.services);
    await write(await lockOf('v1.1.0'));
    await rig.services.projects.refresh();
    assert.deepEqual(states(), ['v1.1.0 otherVersion']);
    assert.equal(onPath(), String.raw`greet v1\.0\.0`);
  });

  it('reads the lock once for forty changes in a second, including the last one', async () => {
    const [old, newer] = [await lockOf('v1.0.0'), await lockOf('v1.1.0')];
    let changes = 0;
    rig.services.projects.onDidChange(() => (changes += 1));
    for (let index = 0; index < 40; index += 1) {
      await write(index % 2 === 0 ? old : newer);
      rig.services.projects.followSoon();
    }
    await rig.services.projects.refresh();
    assert.deepEqual(states(), ['v1.1.0 missing']);
    assert.equal(changes, 1);
  });

  it('notices changes that happen while it reads', async () => {
    await write(await lockOf('v1.0.0'));
    const newer = await lockOf('v1.1.0');
    const first = rig.services.projects.refresh();
    await write(newer);
    await Promise.all([first, rig.services.projects.refresh()]);
    assert.deepEqual(states(), ['v1.1.0 missing']);
  });

  it('reads once for all callers during the first read, and for none after it', async () => {
    const { projects, workspace } = rig.services;
    await rig.writeGreetLock();
    let looks = 0;
    const read = workspace.folders.bind(workspace);
    workspace.folders = () => {
      looks += 1;
      return read();
    };
    const first = projects.refresh();
    const [found] = await Promise.all([projects.whenKnown(), first]);
    assert.deepEqual([looks, states()], [1, ['v1.0.0 missing']]);
    assert.equal(found, projects.known);
    assert.equal(await projects.whenKnown(), found);
    assert.equal(looks, 1);
  });

  it('reads nothing of an untrusted workspace, and adds nothing to its terminals', async () => {
    await rig.writeGreetLock();
    await restoreTools(rig.services);
    rig.fake.workspace.isTrusted = false;
    await rig.services.projects.refresh();
    assert.deepEqual([states(), [...rig.fake.environments]], [[], []]);
  });

  it("distinguishes an unreadable lock from a missing one, and keeps the folder's tools", async () => {
    await rig.writeGreetLock();
    await restoreTools(rig.services);
    for (const text of ['{', `{"tools": {"a\\nb": ${'['.repeat(100)}`, ' '.repeat(10 * 1024 * 1024)]) {
      await write(text);
      await rig.services.projects.refresh();
      assert.deepEqual(states(), ['unreadable']);
      assert.equal(onPath(), '');
    }
    await rm(projectPaths(rig.folder).lock);
    await rig.services.projects.refresh();
    assert.deepEqual([states(), [...rig.fake.environments]], [[], []]);
  });

  it('keeps three folders with the same tool apart', async () => {
    const versions = ['v1.0.0', 'v1.1.0', 'v1.0.0'];
    for (const [index, version] of versions.entries()) {
      const folder = join(directory(), `folder ${index}`);
      await mkdir(folder);
      await write(await lockOf(version), folder);
      rig.fake.workspace.open.push({ name: `folder ${index}`, directory: folder });
    }
    rig.fake.workspace.open.shift();
    for (const { directory: folder } of rig.fake.workspace.open) await restoreTools(rig.services, folder);
    assert.deepEqual(states(), ['v1.0.0 ready', 'v1.1.0 ready', 'v1.0.0 ready']);
    const directories = [...rig.fake.environments.values()].map((one) => one.directory);
    assert.equal(new Set(directories).size, 3);
  });

  it('escapes markup in versions that the editor shows', async () => {
    await write(await lockOf('v1.0.0', (tool) => ({ ...tool, version: '[x](command:y)\n\u202eevil' })));
    await rig.services.projects.refresh();
    assert.deepEqual(states(), ['[x](command:y)\n\u202eevil missing']);
    assert.doesNotMatch(onPath() ?? '', /[\n\u202e]|\]\(/);
  });

  it('survives a folder that is gone', async () => {
    await rig.writeGreetLock();
    const restoring = restoreTools(rig.services);
    await rm(rig.folder, { recursive: true, force: true });
    await restoring;
    await rig.services.projects.refresh();
    assert.deepEqual(states(), []);
  });

  it('removes the tools with Forget Environment until they are restored', async () => {
    await rig.writeGreetLock();
    await restoreTools(rig.services);
    await forgetEnvironment(rig.services);
    await rig.services.projects.refresh();
    assert.deepEqual([states(), [...rig.fake.environments]], [['v1.0.0 unlinked'], []]);
    await restoreTools(rig.services);
    assert.deepEqual(states(), ['v1.0.0 ready']);
    assert.equal(onPath(), String.raw`greet v1\.0\.0`);
  });
});
