import * as vscode from 'vscode';
import { systemClock } from '../../engine/index.ts';
import type { Services } from '../services.ts';
import { unattended } from '../inBackground.ts';
import { offerRestore } from './offerRestore.ts';
import { registerTasks } from './taskProvider.ts';

/** A window that has just opened has better things to do. */
const OFFER_AFTER_MS = 2000;

/** What the editor asks for by itself: tasks, and a look at the lock of what was opened. */
export function registerProject(services: Services, state: vscode.Memento): vscode.Disposable {
  const offer = (): void => unattended(services.log, offerRestore(services, state));
  return vscode.Disposable.from(
    registerTasks(services),
    { dispose: systemClock.after(OFFER_AFTER_MS, offer) },
    vscode.workspace.onDidGrantWorkspaceTrust(offer),
    vscode.workspace.onDidChangeWorkspaceFolders(offer),
  );
}
