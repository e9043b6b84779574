import type * as vscode from 'vscode';
import type { ForgejoArtifactsApi } from './api/api.ts';
import type { AGENT_TOOLS } from './ids.ts';

type AgentTool = (typeof AGENT_TOOLS)[keyof typeof AGENT_TOOLS];

/** The main part of the extension, loaded on first use. */
export interface LoadedExtension {
  readonly api: ForgejoArtifactsApi;
  /** Runs a command by its id. Failures are shown, and not thrown. */
  run(command: string, args: readonly unknown[]): Promise<unknown>;
  readonly tasks: vscode.TaskProvider;
  readonly agentTools: Readonly<Record<AgentTool, vscode.LanguageModelTool<object>>>;
  /** Stops transfers. The parts received are kept for the next time. */
  shutDown(): Promise<void>;
}
