import { plain } from '../../words/format.ts';
import type { Instance } from '../instances.ts';
import type { Services } from '../services.ts';
import { withInstance, withListed, withoutListed } from '../settings/instanceEntries.ts';
import { findRepositories } from './findRepositories.ts';
import type { Finder, Where } from './findRepositories.ts';
import { rowsTo } from './listable.ts';
import type { Listable } from './listable.ts';
import { t } from '../../words/translate.ts';

export function whereOf({ setting: { url, name }, finding }: Pick<Instance, 'setting' | 'finding'>): Where {
  return { url, name, isSignedIn: finding.state === 'accepted' };
}

/** Lets the user find an owner or a repository on an instance; `undefined` when dismissed. */
export async function pickListable(
  ui: Services['ui'],
  engine: Finder,
  where: Where,
  title: string,
): Promise<Listable | undefined> {
  return ui.search({
    title,
    placeholder: t('owner/name, an owner, a link, or a word to search for'),
    find: (text, signal) => findRepositories(engine, where, text, signal),
  });
}

/** Adds it to the list of its instance and reveals it. Adds the instance, by this name, if it is missing. */
export async function listRepository(
  services: Pick<Services, 'settings' | 'tree' | 'ui'>,
  listable: Listable,
  instanceName?: string,
): Promise<void> {
  const { instance, list, name } = listable;
  await services.settings.updateInstances((entries) =>
    withListed(withInstance(entries, instance, instanceName), instance, list, name),
  );
  await showListed(services, listable);
}

/** Reveals its row in the tree, or that of the version or file that a link named. */
export async function showListed({ tree, ui }: Pick<Services, 'tree' | 'ui'>, listable: Listable): Promise<void> {
  const { instance, name, version } = listable;
  if ((await tree.show(instance, rowsTo(listable))) || !version) return;
  await ui.inform(
    t('{0} is in the list, but {1} was not found there.', plain(name), plain(version.file ?? version.version, 80)),
  );
}

export async function unlistRepository(
  services: Pick<Services, 'settings'>,
  { instance, list, name }: Listable,
): Promise<void> {
  await services.settings.updateInstances((entries) => withoutListed(entries, instance, list, name));
}

/** Whether the list names it itself. */
export function isListed(services: Pick<Services, 'instances'>, { instance, list, name }: Listable): boolean {
  const names = services.instances.get(instance)?.setting[list] ?? [];
  return names.some((listed) => listed.toLowerCase() === name.toLowerCase());
}
