import { followedOf } from '../installs/followed.ts';
import { knownUpdates } from '../installs/knownUpdates.ts';
import type { Services } from '../services.ts';
import { plain } from '../../words/format.ts';
import { skippedSentences } from '../../words/projectWords.ts';
import { showFailureOf } from '../inBackground.ts';
import { update } from './update.ts';
import { t } from '../../words/translate.ts';

/** Checks now for newer versions of installed tools, and offers them. */
export async function checkForUpdates(services: Services): Promise<void> {
  const { ui, updates, installs, extensions } = services;
  const followed = followedOf(await installs.refresh(), extensions.list());
  if (followed.length === 0) {
    await ui.inform(t('No tools are installed yet.'));
    return;
  }
  const failures = await ui.progress(t('Looking for updates'), (_, signal) => updates.check(followed, signal));
  const [failure] = failures;
  if (failure !== undefined) showFailureOf(services, services.errors.show(failure));
  // A list, because a message would stay and offer what has been installed since.
  if ((await knownUpdates(services)).length > 0) return update(services);
  if (failures.length === 0) await ui.inform([t('Everything is up to date.'), ...skipped(updates)].join(' '));
}

function skipped({ skipped: all }: Services['updates']): readonly string[] {
  return all.flatMap(({ name, ...one }) => skippedSentences([one]).map((line) => `${plain(name, 60)}: ${line}`));
}
