import type * as vscode from 'vscode';
import { plain } from '../../words/format.ts';
import { t } from '../../words/translate.ts';
import type { Ui } from '../ui/ui.ts';

/** The chosen path on the machine where the extension runs; tells the user that any other place cannot be used. */
export async function localPath(ui: Pick<Ui, 'warn'>, chosen: vscode.Uri): Promise<string | undefined> {
  if (chosen.scheme === 'file') return chosen.fsPath;
  await ui.warn(
    t('{0} is not on the machine where the extension runs. Choose a place there.', plain(chosen.toString())),
  );
  return undefined;
}
