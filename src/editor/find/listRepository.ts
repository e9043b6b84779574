import type { Engine } from '../../engine/index.ts';
import type { Listable } from './findRepositories.ts';
import { findRepositories } from './findRepositories.ts';
import type { Services } from '../services.ts';
import { withInstance, withListed, withoutListed } from '../settings/instanceEntries.ts';
import type { InstanceSetting } from '../settings/settingsModel.ts';

/** Lets the person find an owner or a repository on an instance; `undefined` when they left. */
export async function pickListable(
  ui: Services['ui'],
  clients: Pick<Engine, 'client'>,
  where: Pick<InstanceSetting, 'url' | 'name'>,
  title: string,
): Promise<Listable | undefined> {
  return ui.search({
    title,
    placeholder: 'owner/name, a link, or a word to search for; owner/ for all of an owner',
    find: (text, signal) => findRepositories(clients, where, text, signal),
  });
}

/** Puts it into the list of its instance and shows it; the instance itself is added, by this name, where it is missing. */
export async function listRepository(
  services: Pick<Services, 'settings' | 'tree'>,
  listable: Listable,
  instanceName?: string,
): Promise<void> {
  const { instance, list, name } = listable;
  await services.settings.updateInstances((entries) =>
    withListed(withInstance(entries, instance, instanceName), instance, list, name),
  );
  await showListed(services, listable);
}

/** Leads to its row in the tree. */
export async function showListed({ tree }: Pick<Services, 'tree'>, { instance, list, name }: Listable): Promise<void> {
  const wanted = name.toLowerCase();
  await tree.show(instance, (node) =>
    list === 'owners'
      ? node.kind === 'owner' && node.owner.toLowerCase() === wanted
      : node.kind === 'repository' && `${node.owner}/${node.repo}`.toLowerCase() === wanted,
  );
}

export async function unlistRepository(
  services: Pick<Services, 'settings'>,
  { instance, list, name }: Listable,
): Promise<void> {
  await services.settings.updateInstances((entries) => withoutListed(entries, instance, list, name));
}

/** Whether it is in the list by its own name. */
export function isListed(services: Pick<Services, 'instances'>, { instance, list, name }: Listable): boolean {
  const names = services.instances.get(instance)?.setting[list] ?? [];
  return names.some((listed) => listed.toLowerCase() === name.toLowerCase());
}
