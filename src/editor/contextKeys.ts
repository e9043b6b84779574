import * as vscode from 'vscode';
import type { CONTEXTS } from './ids.ts';

/** Sets the keys that `when` clauses use. */
export function setContext(key: (typeof CONTEXTS)[keyof typeof CONTEXTS], value: boolean): void {
  const done = vscode.commands.executeCommand('setContext', key, value);
  // `setContext` is the editor's own command and lives as long as the window.
  done.then(undefined, () => undefined);
}
