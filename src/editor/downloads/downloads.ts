import * as vscode from 'vscode';
import type { Asset } from '../../engine/index.ts';
import type { DownloadState } from './downloadState.ts';

/** PLACEHOLDER of the shape; the owner of this file writes it. */
export class Downloads implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<readonly string[]>();
  readonly onDidChange = this.#changed.event;
  state(_key: string): DownloadState | undefined {
    return undefined;
  }
  async start(_assets: readonly Asset[]): Promise<void> {}
  dispose(): void {
    this.#changed.dispose();
  }
}
