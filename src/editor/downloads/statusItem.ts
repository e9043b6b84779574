import * as vscode from 'vscode';
import { COMMANDS, CONTEXTS } from '../ids.ts';
import { tallyLine } from './downloadWords.ts';
import type { Downloads } from './downloads.ts';

/** Shows in the status bar that several downloads are under way, and tells `when` clauses that any is. */
export function showInStatusBar(downloads: Downloads): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('forgejoArtifacts.downloads', vscode.StatusBarAlignment.Left);
  item.name = 'Forgejo Artifacts: Downloads';
  item.command = COMMANDS.showDownloads;
  item.tooltip = 'Show Downloads';
  let downloading = false;
  const update = (): void => {
    const { active, tally } = downloads;
    if (active.length > 0 !== downloading) {
      downloading = active.length > 0;
      void vscode.commands.executeCommand('setContext', CONTEXTS.downloading, downloading);
    }
    item.text = `$(sync~spin) ${tallyLine(tally)}`;
    item.accessibilityInformation = { label: `Downloading, ${tallyLine(tally)}`, role: 'button' };
    if (downloading && tally.startedCount > 1) item.show();
    else item.hide();
  };
  return vscode.Disposable.from(item, downloads.onDidChange(update));
}
