import { rowIds } from '../installs/installedTargets.ts';
import { knownUpdates } from '../installs/knownUpdates.ts';
import type { KnownUpdate } from '../installs/knownUpdates.ts';
import { plain } from '../../words/format.ts';
import { kindWord } from '../../words/evidenceWords.ts';
import type { Services } from '../services.ts';
import { installVersion } from './install.ts';
import { t } from '../../words/translate.ts';

/** Installs a newer version and uses it. The previous version of a tool stays installed. */
export async function update(services: Services, ...args: readonly unknown[]): Promise<void> {
  const known = await knownUpdates(services);
  const ids = rowIds(services, args);
  const wanted = known.filter(({ id }) => ids.includes(id));
  if (wanted.length > 0) return installUpdates(services, wanted);
  if (known.length === 0) {
    await services.ui.inform(t('No known updates. Choose Check for Updates to look for newer versions.'));
    return;
  }
  await installUpdates(services, (await pickUpdates(services, known)) ?? []);
}

async function installUpdates(services: Services, updates: readonly KnownUpdate[]): Promise<void> {
  const engine = services.engine.get();
  for (const { instance, source, newer, tool } of updates) {
    await installVersion(services, (await engine.version(instance, source, newer)).value, tool);
  }
}

function pickUpdates({ ui }: Services, known: readonly KnownUpdate[]): Promise<readonly KnownUpdate[] | undefined> {
  const items = known.map((value) => {
    const description = `${plain(value.version, 60)} → ${plain(value.newer, 60)} · ${kindWord(value.evidence)}`;
    return { label: plain(value.name), description, icon: 'arrow-circle-up', isPicked: true, value };
  });
  return ui.pickMany(items, { title: t('Update'), placeholder: t('Tools with a newer version') });
}
