import * as vscode from 'vscode';
import { COMMANDS } from '../ids.ts';
import { StatusItem } from '../ui/statusItem.ts';
import type { Projects } from './projects.ts';
import { projectShown, statusView } from './statusView.ts';
import { activeFolder, onDidChangeActiveFolder } from '../ui/activeFolder.ts';
import { t } from '../../words/translate.ts';

/** Shows the tools of the active editor's folder in the status bar; nothing without a lock. */
export function showProjectInStatusBar(projects: Projects): vscode.Disposable {
  const item = new StatusItem({
    id: 'forgejoArtifacts.workspaceTools',
    name: t('Forgejo Artifacts: Workspace Tools'),
    tooltip: t('Workspace Tools'),
    command: COMMANDS.workspaceTools,
  });
  const update = (): void => {
    const status = projectShown(projects.known ?? [], activeFolder());
    const view = status && statusView(status);
    if (view) item.show(view);
    else item.hide();
  };
  update();
  return vscode.Disposable.from(item, onDidChangeActiveFolder(update), projects.onDidChange(update));
}
