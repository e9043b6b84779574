import * as vscode from 'vscode';
import { setContext } from './contextKeys.ts';
import { CONTEXTS } from './ids.ts';
import type { Services } from './services.ts';

/** Marks steps of the walkthrough as done, whichever way the user did them. */
export function followSteps({ settings, installs }: Pick<Services, 'settings' | 'installs'>): vscode.Disposable {
  const tellSettings = (): void => {
    const { instances, trustedKeys } = settings.current;
    const isListed = instances.some(({ owners, repositories }) => owners.length + repositories.length > 0);
    setContext(CONTEXTS.listed, isListed);
    setContext(CONTEXTS.trusted, trustedKeys.length > 0);
  };
  const tellInstalls = (): void => setContext(CONTEXTS.installed, (installs.known ?? []).length > 0);
  tellSettings();
  return vscode.Disposable.from(settings.onDidChange(tellSettings), installs.onDidChange(tellInstalls));
}
