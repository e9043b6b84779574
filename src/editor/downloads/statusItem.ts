import * as vscode from 'vscode';
import { setContext } from '../contextKeys.ts';
import { COMMANDS, CONTEXTS } from '../ids.ts';
import { StatusItem } from '../ui/statusItem.ts';
import { tallyLine } from './downloadWords.ts';
import type { Downloads } from './downloads.ts';
import { t } from '../../words/translate.ts';

/** Shows in the status bar that several downloads are running, and sets the context key while any is. */
export function showInStatusBar(downloads: Downloads): vscode.Disposable {
  const item = new StatusItem({
    id: 'forgejoArtifacts.downloads',
    name: t('Forgejo Artifacts: Downloads'),
    tooltip: t('Show Downloads'),
    command: COMMANDS.showDownloads,
  });
  let downloading = false;
  const update = (): void => {
    const { active, tally } = downloads;
    if (active.length > 0 !== downloading) {
      downloading = active.length > 0;
      setContext(CONTEXTS.downloading, downloading);
    }
    const line = tallyLine(tally);
    if (downloading && tally.startedCount > 1)
      item.show({ icon: 'sync~spin', text: line, label: t('Downloading, {0}', line) });
    else item.hide();
  };
  return vscode.Disposable.from(item, downloads.onDidChange(update));
}
