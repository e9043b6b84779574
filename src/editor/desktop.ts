import * as vscode from 'vscode';

/** Whether files of the extension host can be shown in the person's file manager: both on one machine, with a desktop. */
export function canRevealInOS(): boolean {
  return vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
}

export async function revealInOS(file: vscode.Uri): Promise<void> {
  await vscode.commands.executeCommand('revealFileInOS', file);
}
