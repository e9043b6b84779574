import { urls } from '../../engine/index.ts';
import { instanceOf } from '../account/chooseInstance.ts';
import { searchEverywhere } from '../find/findRepositories.ts';
import type { Listable } from '../find/listable.ts';
import { isListed, listRepository, showListed, whereOf } from '../find/listRepository.ts';
import { showFailureOf } from '../inBackground.ts';
import type { Services } from '../services.ts';
import { addInstance } from './addInstance.ts';
import { t } from '../../words/translate.ts';

/** Searches the repositories of one instance, or of all. Adds the chosen one to the tree and reveals it. */
export async function search(services: Services, target?: unknown): Promise<void> {
  const named = instanceOf(services, target);
  const instances = named ? [named] : services.instances.list();
  if (instances.length === 0) return addInstance(services);
  const engine = services.engine.get();
  const { ui } = services;
  const chosen = await ui.search({
    title: named ? t('Search {0}', named.setting.name) : t('Search Repositories'),
    placeholder: t('A word, owner/name, an owner or a link; Enter adds it to the tree'),
    find: (text, signal) => searchEverywhere(engine, instances.map(whereOf), text, signal),
    button: {
      icon: 'link-external',
      label: t('Open in Browser'),
      press: (found) => showFailureOf(services, ui.openExternal(pageOf(found))),
    },
  });
  if (!chosen) return;
  await (isListed(services, chosen) ? showListed(services, chosen) : listRepository(services, chosen));
}

function pageOf({ instance, list, name }: Listable): string {
  const [owner = '', repo = ''] = name.split('/');
  return (list === 'owners' ? urls.ownerPage(instance, owner) : urls.repositoryPage(instance, { owner, repo })).href;
}
