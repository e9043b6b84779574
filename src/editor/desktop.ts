import * as vscode from 'vscode';

/** Whether the user's file manager can show files of the extension host: both on one machine, with a desktop. */
export function canRevealInOS(): boolean {
  return vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
}

export async function revealInOS(file: vscode.Uri): Promise<void> {
  await vscode.commands.executeCommand('revealFileInOS', file);
}
