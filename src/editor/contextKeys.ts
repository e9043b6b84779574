import * as vscode from 'vscode';
import type { CONTEXTS } from './ids.ts';

/** Tells `when` clauses. */
export function setContext(key: (typeof CONTEXTS)[keyof typeof CONTEXTS], value: boolean): void {
  const told = vscode.commands.executeCommand('setContext', key, value);
  // The command is the editor's own: it is there until the window closes.
  told.then(undefined, () => undefined);
}
