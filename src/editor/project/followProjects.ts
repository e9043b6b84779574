import * as vscode from 'vscode';
import { systemClock } from '../../engine/index.ts';
import type { Services } from '../services.ts';
import type { ProjectWatch } from '../start/projectWatch.ts';
import { logFailureOf } from '../inBackground.ts';
import { offerRestore } from './offerRestore.ts';

/** Leaves a new window time to start. */
const OFFER_AFTER_MS = 2000;

/** Follows the locks of the open folders with their environments, and offers to restore what is missing. */
export function followProjects(services: Services, watch: ProjectWatch): vscode.Disposable {
  const { projects, installs, engine, log } = services;
  let isOpen = false;
  const offer = (): void => {
    if (isOpen) logFailureOf(log, offerRestore(services));
  };
  const open = (): void => {
    isOpen = true;
    offer();
  };
  const followSoon = (): void => projects.followSoon();
  logFailureOf(log, projects.refresh());
  return vscode.Disposable.from(
    { dispose: systemClock.after(OFFER_AFTER_MS, open) },
    projects.onDidChange(offer),
    watch.onDidChange(followSoon),
    installs.onDidChange(followSoon),
    engine.onDidRebuild(followSoon),
  );
}
