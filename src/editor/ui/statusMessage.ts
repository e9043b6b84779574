import * as vscode from 'vscode';
import { inert } from './inert.ts';

/** Shows a text in the status bar for a while. */
export function sayInStatusBar(text: string, forMs: number): void {
  vscode.window.setStatusBarMessage(inert(text), forMs);
}
