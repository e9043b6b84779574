import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { COMMANDS, SETTINGS, VIEWS } from '../../src/editor/ids.ts';
import { harness } from './harness/harness.ts';

describe('activation', () => {
  it('activates quickly and registers every command', async () => {
    const { activationMs } = await harness();
    console.log(`       activated in ${activationMs.toFixed(1)} ms`);
    const known = new Set(await vscode.commands.getCommands(true));
    const missing = Object.values(COMMANDS).filter((command) => !known.has(command));
    assert.deepEqual(missing, []);
  });

  it('registers its views', async () => {
    for (const view of Object.values(VIEWS)) await vscode.commands.executeCommand(`${view}.focus`);
  });

  it('takes no setting from a workspace', () => {
    const configuration = vscode.workspace.getConfiguration();
    for (const key of Object.values(SETTINGS)) {
      const found = configuration.inspect(key);
      assert.ok(found, key);
      assert.equal(found.workspaceValue, undefined, key);
    }
  });
});
