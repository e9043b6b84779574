import * as vscode from 'vscode';
import { systemClock } from '../../engine/index.ts';
import type { Services } from '../services.ts';
import { unattended } from '../inBackground.ts';
import { offerRestore } from './offerRestore.ts';
import { registerTasks } from './taskProvider.ts';

/** Leaves a new window time to start. */
const OFFER_AFTER_MS = 2000;

/** Registers the task provider, and the check of the locks of open folders. */
export function registerProject(services: Services, state: vscode.Memento): vscode.Disposable {
  const offer = (): void => unattended(services.log, offerRestore(services, state));
  return vscode.Disposable.from(
    registerTasks(services),
    { dispose: systemClock.after(OFFER_AFTER_MS, offer) },
    vscode.workspace.onDidGrantWorkspaceTrust(offer),
    vscode.workspace.onDidChangeWorkspaceFolders(offer),
  );
}
