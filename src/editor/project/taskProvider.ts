import * as vscode from 'vscode';
import * as v from 'valibot';
import type { Services } from '../services.ts';
import { withoutControls } from '../../words/foreign.ts';
import { TASK_TYPE } from '../ids.ts';
import { restorableFolders } from './openProject.ts';
import { runRestoreTask, taskProject } from './restoreTask.ts';
import { t } from '../../words/translate.ts';

const definitionSchema = v.object({ task: v.literal('restore'), tools: v.optional(v.array(v.string())) });
type Definition = v.InferOutput<typeof definitionSchema>;

/** `forgejo-artifacts: restore`, for `preLaunchTask` and `dependsOn`. */
export function createTaskProvider(services: Services): vscode.TaskProvider {
  return {
    provideTasks: async () => {
      const directories = (await restorableFolders(services)).map(({ directory }) => directory);
      const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => directories.includes(uri.fsPath));
      const definition = { type: TASK_TYPE, task: 'restore' } as const;
      return folders.map((folder) => makeTask(services, definition, folder));
    },
    resolveTask: ({ definition, scope }) => {
      const folder = typeof scope === 'object' ? scope : undefined;
      if (!v.is(definitionSchema, definition)) return undefined;
      // The definition must be the same object, because the editor knows a resolved task by it.
      return makeTask(services, definition as Definition & vscode.TaskDefinition, folder);
    },
  };
}

function makeTask(
  services: Services,
  definition: Definition & vscode.TaskDefinition,
  folder: vscode.WorkspaceFolder | undefined,
): vscode.Task {
  const execution = new vscode.CustomExecution(async () => new RestoreTerminal(services, definition.tools, folder));
  const scope = folder ?? vscode.TaskScope.Workspace;
  // No matchers, else the editor asks which one should scan the output for problems.
  const task = new vscode.Task(definition, scope, 'restore', TASK_TYPE, execution, []);
  task.detail = t('Installs the tools in forgejo-artifacts.lock.json');
  return task;
}

/** Shows a restore as the output of a program. */
class RestoreTerminal implements vscode.Pseudoterminal {
  readonly #services: Services;
  readonly #tools: readonly string[] | undefined;
  readonly #folder: vscode.WorkspaceFolder | undefined;
  readonly #written = new vscode.EventEmitter<string>();
  readonly #closed = new vscode.EventEmitter<number>();
  readonly #stop = new AbortController();
  readonly onDidWrite = this.#written.event;
  readonly onDidClose = this.#closed.event;

  constructor(services: Services, tools: readonly string[] | undefined, folder: vscode.WorkspaceFolder | undefined) {
    this.#services = services;
    this.#tools = tools;
    this.#folder = folder;
  }

  open(): void {
    const line = (text: string): void => this.#written.fire(`${withoutControls(text)}\r\n`);
    const work = runRestoreTask(this.#services, () => taskProject(this.#services, this.#folder?.uri.fsPath), {
      line,
      signal: this.#stop.signal,
      tools: this.#tools,
    });
    work.then(
      (code) => this.#closed.fire(code),
      () => this.#closed.fire(1),
    );
  }

  /** Ctrl+C. */
  handleInput(data: string): void {
    if (data === '\u0003') this.#stop.abort();
  }

  close(): void {
    this.#stop.abort();
  }
}
