import './editor/ui/translated.ts';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ForgejoArtifactsApi } from './editor/api/api.ts';
import { ProjectWatch, isProjectFile } from './editor/start/projectWatch.ts';
import { apiStandIn, registerStandIns, registerViewStandIns } from './editor/start/standIns.ts';
import type { LoadExtension } from './editor/start/standIns.ts';
import { TerminalPath } from './editor/start/terminalPath.ts';
import type { LoadedExtension } from './editor/loadedExtension.ts';
import type { FirstStage, compose } from './extension.ts';

let loaded: LoadedExtension | undefined;

/**
 * Runs in every window shortly after it has opened, because the user's commands must be on the PATH of its terminals. So it
 * is small, and loads the extension itself on first use, or when a folder has a lock.
 */
export function activate(context: vscode.ExtensionContext): ForgejoArtifactsApi {
  const { subscriptions } = context;
  const watch = new ProjectWatch();
  const path = new TerminalPath({
    collection: context.environmentVariableCollection,
    read: (key) => vscode.workspace.getConfiguration().get(key),
    storageDirectory: context.globalStorageUri.fsPath,
    folders: () => vscode.workspace.workspaceFolders ?? [],
  });
  const views = registerViewStandIns(() => whole());
  const whole: LoadExtension = () => (loaded ??= load(context, { watch, path, views }));
  subscriptions.push(watch, path, views, registerStandIns(whole), ...followFiles(watch, path, whole));
  return apiStandIn(whole);
}

export async function deactivate(): Promise<void> {
  await loaded?.shutDown();
}

interface Started extends FirstStage {
  readonly views: vscode.Disposable;
}

function load(context: vscode.ExtensionContext, { views, ...firstStage }: Started): LoadedExtension {
  const required: unknown = createRequire(join(context.extensionPath, 'dist/'))('./extension.cjs');
  views.dispose();
  return (required as { readonly compose: typeof compose }).compose(context, firstStage);
}

/** Keeps the PATH as the settings want it, and loads the rest when a folder has a lock or its workspace file is opened. */
function followFiles(watch: ProjectWatch, path: TerminalPath, whole: LoadExtension): readonly vscode.Disposable[] {
  const look = async (): Promise<void> => {
    if (loaded) return path.refresh();
    if (await watch.hasLock()) whole();
    // Without a lock, entries of an earlier one are removed from the PATH.
    else await path.setEnvironments(new Map());
  };
  const lookNow = (): void => {
    // It is not awaited; whatever cannot be read now is read at the next change.
    look().catch(() => undefined);
  };
  if (vscode.workspace.textDocuments.some(isProjectFile)) whole();
  lookNow();
  return [
    watch.onDidChange(lookNow),
    vscode.workspace.onDidOpenTextDocument((document) => {
      if (isProjectFile(document)) whole();
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('forgejoArtifacts')) lookNow();
    }),
  ];
}
