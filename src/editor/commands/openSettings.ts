import * as vscode from 'vscode';
import { settingOfKey } from '../settings/settingOf.ts';

const OURS = '@ext:forgejo-artifacts.forgejo-artifacts';

/** Opens the settings at one key (`…instances[1].url` opens its setting), or all of ours. */
export async function openSettings(_services: unknown, key?: unknown): Promise<void> {
  const setting = typeof key === 'string' ? settingOfKey(key) : undefined;
  await vscode.commands.executeCommand('workbench.action.openSettings', setting ? `@id:${setting}` : OURS);
}
