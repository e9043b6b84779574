import * as vscode from 'vscode';
import type { ForgejoArtifactsApi } from '../api/api.ts';
import { AGENT_TOOLS, COMMANDS, TASK_TYPE, VIEWS } from '../ids.ts';
import type { LoadedExtension } from '../loadedExtension.ts';

/** Returns everything that is not loaded at the start, and loads it at the first call. */
export type LoadExtension = () => LoadedExtension;

/** Commands, tasks and tools for language models, which load the rest of the extension when they are used. */
export function registerStandIns(whole: LoadExtension): vscode.Disposable {
  const commands = Object.values(COMMANDS).map((command) =>
    vscode.commands.registerCommand(command, (...args: unknown[]) => whole().run(command, args)),
  );
  const tasks = vscode.tasks.registerTaskProvider(TASK_TYPE, {
    provideTasks: (token) => whole().tasks.provideTasks(token),
    resolveTask: (task, token) => whole().tasks.resolveTask(task, token),
  });
  return vscode.Disposable.from(...commands, tasks, ...agentTools(whole));
}

/** Views that load the rest of the extension when one is shown, and are then replaced by the real ones. */
export function registerViewStandIns(load: LoadExtension): vscode.Disposable {
  const provider: vscode.TreeDataProvider<never> = {
    getTreeItem: (node) => node,
    getChildren: () => {
      load();
      return [];
    },
  };
  const views = Object.values(VIEWS).map((view) => vscode.window.registerTreeDataProvider(view, provider));
  return vscode.Disposable.from(...views);
}

function agentTools(whole: LoadExtension): readonly vscode.Disposable[] {
  // Other editors built from the same sources may lack it.
  const { lm } = vscode as { readonly lm?: typeof vscode.lm };
  if (typeof lm?.registerTool !== 'function') return [];
  return Object.values(AGENT_TOOLS).map((name) =>
    lm.registerTool<object>(name, {
      prepareInvocation: (options, token) => whole().agentTools[name].prepareInvocation?.(options, token),
      invoke: (options, token) => whole().agentTools[name].invoke(options, token),
    }),
  );
}

/** The interface for other extensions. It loads the real one when it is first used; if that fails, the call rejects. */
export function apiStandIn(whole: LoadExtension): ForgejoArtifactsApi {
  return Object.freeze<ForgejoArtifactsApi>({
    version: 1,
    download: async (...args) => whole().api.download(...args),
    cachedPath: async (...args) => whole().api.cachedPath(...args),
    install: async (...args) => whole().api.install(...args),
    restore: async (...args) => whole().api.restore(...args),
    which: async (...args) => whole().api.which(...args),
    listInstances: () => whole().api.listInstances(),
    listReleases: async (...args) => whole().api.listReleases(...args),
    listPackages: async (...args) => whole().api.listPackages(...args),
    listFiles: async (...args) => whole().api.listFiles(...args),
  });
}
