import type * as vscode from 'vscode';
import type { CacheNode } from './cacheNodes.ts';

/** PLACEHOLDER of the shape; the owner of this file writes it. */
export class CacheTree implements vscode.Disposable {
  get selection(): readonly CacheNode[] {
    return [];
  }
  dispose(): void {}
}
