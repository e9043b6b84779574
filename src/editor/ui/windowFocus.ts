import * as vscode from 'vscode';

/** Calls back whenever the window gets the focus. Imports nothing of the engine, for code that every window loads. */
export function onWindowFocus(callback: () => void): vscode.Disposable {
  return vscode.window.onDidChangeWindowState(({ focused }) => {
    if (focused) callback();
  });
}
