import type * as vscode from 'vscode';
import type { TreeNode } from './nodes.ts';

/** PLACEHOLDER of the shape; the owner of this file writes it. */
export class ArtifactTree implements vscode.Disposable {
  get selection(): readonly TreeNode[] {
    return [];
  }
  async refresh(_node?: TreeNode): Promise<void> {}
  async loadMore(_node: TreeNode): Promise<void> {}
  setFilter(_text: string | undefined): void {}
  async reveal(_node: TreeNode): Promise<void> {}
  dispose(): void {}
}
