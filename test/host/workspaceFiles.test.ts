import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { decodeProject } from '../../src/engine/project/decodeProject.ts';
import { decodeLock } from '../../src/engine/project/lockText.ts';
import { COMMANDS, SETTINGS } from '../../src/editor/ids.ts';
import { projectPaths } from '../../src/engine/index.ts';
import { env, harness } from './harness/harness.ts';
import { Line } from '../support/line.ts';

const GREET = { kind: 'release', owner: 'workshop', repo: 'greet' } as const;
const REPORT = 'Lock Preview';
/** Otherwise a list would close as soon as an editor opens for the typed text. */
const STAYS_OPEN = 'workbench.quickOpen.closeOnFocusLost';
const { commands, workspace } = vscode;

const set = (key: string, value: unknown) =>
  workspace.getConfiguration().update(key, value, vscode.ConfigurationTarget.Global);

describe('workspace files with unsaved edits', () => {
  let paths: ReturnType<typeof projectPaths>;
  let line: Line;
  let url: string;
  const fileWith = (...names: readonly string[]): string => {
    const tools = Object.fromEntries(
      names.map((name) => [name, { instance: url, release: 'workshop/greet', version: 'latest' }]),
    );
    return JSON.stringify({ tools }, undefined, 2);
  };

  /** Replaces the whole text of the workspace file in an editor, without saving. */
  async function type(text: string): Promise<vscode.TextDocument> {
    const document = await workspace.openTextDocument(paths.file);
    for (;;) {
      const edit = new vscode.WorkspaceEdit();
      edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
      // The editor refuses an edit if it has read the file from disk again meanwhile.
      if (await workspace.applyEdit(edit)) break;
    }
    assert.ok(document.isDirty);
    return document;
  }

  /** Adds greet with the first row of each list, and does something while the last list is open. */
  async function addToWorkspace(meanwhile: () => Promise<unknown>): Promise<void> {
    const row = { kind: 'version', id: '', parent: undefined, instance: url, source: GREET, version: 'v1.0.0' };
    const { asked, release } = line.hold(/repos\/workshop\/greet\/releases/);
    const reported = new Promise<void>((resolve) => {
      const listener = vscode.window.tabGroups.onDidChangeTabs(({ opened, changed }) => {
        // A preview that is already open shows the report in place of its text.
        if (![...opened, ...changed].some(({ label }) => label.includes(REPORT))) return;
        listener.dispose();
        resolve();
      });
    });
    const work = commands.executeCommand(COMMANDS.addToWorkspace, row);
    await acceptUntil(Promise.race([asked, work]));
    release();
    await reported;
    await meanwhile();
    await acceptUntil(work);
  }

  /** Presses Enter in the list that is open or about to open. */
  async function acceptUntil(end: Thenable<unknown>): Promise<void> {
    const state = { isOver: false };
    const over = end.then(() => (state.isOver = true));
    while (!state.isOver) await commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await over;
  }

  beforeEach(async () => {
    await harness();
    line = new Line(env('TEST_FORGE'));
    url = await line.open();
    paths = projectPaths(workspace.workspaceFolders?.[0]?.uri.fsPath ?? '');
    await set(SETTINGS.instances, [{ url }]);
    await set(SETTINGS.cacheDirectory, env('TEST_CACHE'));
    await set(STAYS_OPEN, false);
    await commands.executeCommand('workbench.action.closeAllEditors');
    await writeFile(paths.file, '{ "tools": {} }');
  });
  afterEach(async () => {
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await commands.executeCommand('workbench.action.closeAllEditors');
    await line.cut();
    for (const path of Object.values(paths)) await rm(path, { force: true });
    for (const key of [SETTINGS.instances, SETTINGS.cacheDirectory, STAYS_OPEN]) await set(key, undefined);
  });

  it('keeps everything typed before and while a tool is added', async () => {
    const document = await type(fileWith('mine'));
    await addToWorkspace(() => type(fileWith('mine', 'more')));
    const text = await readFile(paths.file, 'utf8');
    assert.deepEqual([...decodeProject(text, paths.file).tools.keys()], ['mine', 'more', 'greet']);
    assert.deepEqual([...decodeLock(await readFile(paths.lock, 'utf8'), paths.lock).tools.keys()], ['greet']);
    assert.ok(!document.isDirty);
  });

  it('leaves the files alone when edits cannot be saved because the file on disk is newer', async () => {
    const theirs = fileWith('theirs', 'and', 'others');
    const typed = fileWith('mine');
    await addToWorkspace(async () => {
      await type(typed);
      await writeFile(paths.file, theirs);
    });
    assert.equal(await readFile(paths.file, 'utf8'), theirs);
    await assert.rejects(readFile(paths.lock), { code: 'ENOENT' });
    const document = await workspace.openTextDocument(paths.file);
    assert.deepEqual([document.getText(), document.isDirty], [typed, true]);
  });
});
