import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as vscode from 'vscode';
import type * as start from '../../../src/start.ts';

/** What the harness gives tests, apart from the extension's own API. */
export interface Harness {
  readonly api: ReturnType<typeof start.activate>;
  readonly context: vscode.ExtensionContext;
  /** The time to load the packaged code and activate it. */
  readonly activationMs: number;
}

let real: typeof start | undefined;

/** The packaged extension and its context. Tests of what the editor stores need the real one. */
export function activate(context: vscode.ExtensionContext): Harness {
  const startedAt = performance.now();
  real = createRequire(join(context.extensionPath, 'dist/'))('./real.cjs') as typeof start;
  const api = real.activate(context);
  return { api, context, activationMs: performance.now() - startedAt };
}

export async function deactivate(): Promise<void> {
  await real?.deactivate();
}
