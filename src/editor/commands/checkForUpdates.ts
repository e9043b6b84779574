import { followedOf } from '../installs/followed.ts';
import { knownUpdates } from '../installs/knownUpdates.ts';
import type { KnownUpdate } from '../installs/knownUpdates.ts';
import { plain } from '../../words/format.ts';
import type { Services } from '../services.ts';
import { inBackground } from '../inBackground.ts';
import { installUpdates, update } from './update.ts';

/** Asks now whether there are newer versions of what is installed, and offers them. */
export async function checkForUpdates(services: Services): Promise<void> {
  const { ui, updates, installs, extensions } = services;
  const followed = followedOf(await installs.refresh(), extensions.list());
  if (followed.length === 0) {
    await ui.inform('Nothing is installed on this machine yet.');
    return;
  }
  const failures = await ui.progress('Looking for updates', (_, signal) => updates.check(followed, signal));
  const [failure] = failures;
  if (failure !== undefined) inBackground(services, services.errors.show(failure));
  const known = await knownUpdates(services);
  if (known.length > 0) return inBackground(services, offer(services, known));
  if (failures.length === 0) await ui.inform('All that is installed is up to date.');
}

async function offer(services: Services, known: readonly KnownUpdate[]): Promise<void> {
  const [only] = known;
  const what =
    only && known.length === 1
      ? `${plain(only.name, 60)} ${plain(only.newer, 60)} is available.`
      : `There are newer versions of ${known.length} that are installed.`;
  const chosen = await services.ui.inform(what, 'Update', ...(known.length > 1 ? ['Choose…'] : []));
  if (chosen === 'Update') await installUpdates(services, known);
  if (chosen === 'Choose…') await update(services);
}
