import type * as vscode from 'vscode';
import { activate as activateExtension } from '../../../src/extension.ts';

export { deactivate } from '../../../src/extension.ts';

/** What the harness gives to tests besides the extension's own API. */
export interface Harness {
  readonly api: ReturnType<typeof activateExtension>;
  readonly context: vscode.ExtensionContext;
  readonly activationMs: number;
}

/** The extension as it is, and the context that it was given: tests of what the editor keeps need the real one. */
export function activate(context: vscode.ExtensionContext): Harness {
  const startedAt = performance.now();
  const api = activateExtension(context);
  return { api, context, activationMs: performance.now() - startedAt };
}
