import * as vscode from 'vscode';
import type { Harness } from './extension.ts';

export const EXTENSION_ID = 'forgejo-artifacts.forgejo-artifacts';

/** The extension of this window, activated. */
export async function harness(): Promise<Harness> {
  const extension = vscode.extensions.getExtension<Harness>(EXTENSION_ID);
  if (!extension) throw new Error(`${EXTENSION_ID} is not in this window`);
  return extension.activate();
}

/** A fact about the surroundings of this run. */
export function env(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
}
