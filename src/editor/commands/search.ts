import { instanceOf } from '../account/chooseInstance.ts';
import { searchEverywhere } from '../find/findRepositories.ts';
import type { Listable } from '../find/findRepositories.ts';
import type { Services } from '../services.ts';
import { isListed, listRepository, showListed } from '../find/listRepository.ts';
import { addInstance } from './addInstance.ts';

/** Searches the repositories of one instance, or of all, and adds or opens what was found. */
export async function search(services: Services, target?: unknown): Promise<void> {
  const named = instanceOf(services, target);
  const settings = (named ? [named] : services.instances.list()).map(({ setting }) => setting);
  if (settings.length === 0) return addInstance(services);
  const engine = services.engine.get();
  const chosen = await services.ui.search({
    title: named ? `Search ${named.setting.name}` : 'Search Repositories',
    placeholder: 'A word, or owner/name',
    find: (text, signal) => searchEverywhere(engine, settings, text, signal),
  });
  if (chosen) await actOn(services, chosen);
}

async function actOn(services: Services, found: Listable): Promise<void> {
  const page = new URL(found.name.split('/').map(encodeURIComponent).join('/'), found.instance).href;
  const listed = isListed(services, found);
  const action = await services.ui.pick(
    [
      listed
        ? { label: 'Show in the Tree', icon: 'list-tree', value: 'show' as const }
        : { label: 'Add to the List', icon: 'add', value: 'add' as const },
      { label: 'Open in Browser', icon: 'link-external', detail: page, value: 'open' as const },
    ],
    { title: found.name, placeholder: listed ? 'It is in the list already' : 'What to do with it?' },
  );
  if (action === 'add') await listRepository(services, found);
  if (action === 'show') await showListed(services, found);
  if (action === 'open') await services.ui.openExternal(page);
}
