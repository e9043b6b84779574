import * as vscode from 'vscode';
import { currentOf } from '../installs/groupInstalled.ts';
import { installedTargets } from '../installs/installedTargets.ts';
import { installedName } from '../installs/installWords.ts';
import type { Services } from '../services.ts';
import { canRevealInOS, revealInOS } from '../desktop.ts';
import { showFailureOf } from '../inBackground.ts';
import { t } from '../../words/translate.ts';

/** Shows an installed program in the file manager. If none is in reach, says where the program is. */
export async function revealProgram(services: Services, ...args: readonly unknown[]): Promise<void> {
  const [target] = await installedTargets(services, args, t('Reveal Program'));
  if (!target) return;
  const installed = target.version ?? currentOf(target.node);
  const path = installed.executables[0]?.path ?? installed.directory;
  if (canRevealInOS()) return revealInOS(vscode.Uri.file(path));
  showFailureOf(services, sayWhere(services, installedName(installed), path));
}

async function sayWhere({ ui }: Services, name: string, path: string): Promise<void> {
  if ((await ui.inform(t('{0} is at {1}', name, path), t('Copy Path'))) === t('Copy Path')) await ui.copy(path);
}
