import { createHash } from 'node:crypto';
import type * as vscode from 'vscode';
import { formatLock } from '../../engine/index.ts';
import { inBackground } from '../inBackground.ts';
import { enumerateFirst, plain } from '../../words/format.ts';
import type { Services } from '../services.ts';
import { lockedFolders, readFolder } from './openProject.ts';
import { missingTools } from './restoreLock.ts';
import { showRestore } from './showRestore.ts';
import type { ProjectFolder } from './workspace.ts';
import { plural, t } from '../../words/translate.ts';

const STATE = 'restoreOffered';
const RESTORE = t('Restore');

type LockedFolder = Awaited<ReturnType<typeof lockedFolders>>[number];

/**
 * Offers once to restore locked tools that this machine lacks. Asks about each lock once a workspace, whatever the answer;
 * reads nothing without workspace trust. Never rejects.
 */
export async function offerRestore(services: Services, state: vscode.Memento): Promise<void> {
  try {
    if (!services.workspace.isTrusted) return;
    const folders = await lockedFolders(services.workspace.folders());
    if (folders.length > 0) services.workspace.noteLock();
    for (const folder of folders) await offerFor(services, state, folder);
  } catch (error) {
    // Nobody asked for this check, so a failure goes to the log; the command shows it.
    services.errors.note(error);
  }
}

async function offerFor(services: Services, state: vscode.Memento, { lock, ...folder }: LockedFolder): Promise<void> {
  const offered = state.get<readonly string[]>(STATE) ?? [];
  const key = createHash('sha256')
    .update(JSON.stringify([folder.directory, formatLock(lock)]))
    .digest('hex');
  if (offered.includes(key)) return;
  const missing = await missingTools(services, lock);
  if (missing.length === 0) return;
  await state.update(STATE, [...offered.slice(-50), key]);
  inBackground(services, ask(services, folder, missing));
}

async function ask(services: Services, folder: ProjectFolder, missing: readonly string[]): Promise<void> {
  const tools = enumerateFirst(
    missing.map((name) => plain(name, 60)),
    4,
  );
  const needs = plural(
    missing.length,
    '{1} needs {2}, which is not installed here.',
    '{1} needs {2}, which are not installed here.',
    plain(folder.name, 60),
    tools,
  );
  if ((await services.ui.inform(needs, RESTORE, t('Not Now'))) !== RESTORE) return;
  const open = await readFolder(folder);
  if (open.lock) await showRestore(services, { ...open, lock: open.lock });
}
