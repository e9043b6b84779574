import * as vscode from 'vscode';
import { systemClock } from '../../engine/index.ts';
import type { Services } from '../services.ts';
import { unattended } from '../inBackground.ts';
import { offerRestore } from './offerRestore.ts';

/** Leaves a new window time to start. */
const OFFER_AFTER_MS = 2000;

/** Looks at the locks of what was opened, and offers to restore what is missing. */
export function followProjects(services: Services, state: vscode.Memento): vscode.Disposable {
  const offer = (): void => unattended(services.log, offerRestore(services, state));
  return vscode.Disposable.from(
    { dispose: systemClock.after(OFFER_AFTER_MS, offer) },
    vscode.workspace.onDidGrantWorkspaceTrust(offer),
    vscode.workspace.onDidChangeWorkspaceFolders(offer),
  );
}
