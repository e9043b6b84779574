import { plain } from '../../words/format.ts';
import { spokenEvidence } from '../../words/evidenceWords.ts';
import { setOnPath } from '../commands/binPath.ts';
import type { Services } from '../services.ts';
import type { InstallResult } from './installAsset.ts';
import { commandReach } from './commandReach.ts';
import { installedSentence } from './installWords.ts';
import { typeCommand } from './typeCommand.ts';
import { t } from '../../words/translate.ts';

const RUN = t('Run in Terminal');
const ADD = t('Add to PATH');

/** Says what was installed and how to use it. Resolves when the message is closed and its button's work is done. */
export async function tellInstalled(services: Services, made: NonNullable<InstallResult>): Promise<void> {
  const { ui, settings } = services;
  if (made.kind === 'extension') {
    const { name } = made.record;
    await ui.inform(t('The extension {0} is installed: {1}.', plain(name, 80), spokenEvidence(made.record)));
    return;
  }
  const { installed, record } = made;
  const { addToPath } = settings.current;
  const text = installedSentence(installed, record, commandReach(services, installed));
  const chosen = await ui.inform(text, ...(installed.active ? [RUN] : []), ...(addToPath ? [] : [ADD]));
  if (chosen === RUN) await typeCommand(services, installed);
  if (chosen === ADD) await setOnPath(services, true);
}
