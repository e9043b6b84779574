import * as vscode from 'vscode';

/** The path of the workspace folder of the active editor, if it is in one. */
export function activeFolder(): string | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri && vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath;
}

/** Calls back when another editor is active, which may be in another folder. */
export function onDidChangeActiveFolder(callback: () => void): vscode.Disposable {
  return vscode.window.onDidChangeActiveTextEditor(callback);
}
