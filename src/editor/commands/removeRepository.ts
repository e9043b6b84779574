import type { Services } from '../services.ts';
import { toNode } from '../choose/nodeSchemas.ts';
import type { Listable } from '../find/listable.ts';
import { unlistRepository } from '../find/listRepository.ts';
import { t } from '../../words/translate.ts';

/** Removes repositories and owners from the list: the given rows, or those the user picks. */
export async function removeRepository(services: Services, node?: unknown, nodes?: unknown): Promise<void> {
  const rows = Array.isArray(nodes) && nodes.length > 0 ? (nodes as unknown[]) : [node];
  const given = rows.map(toListable).filter((listable) => listable !== undefined);
  const wanted = given.length > 0 ? given : await pickListed(services);
  for (const listable of wanted) await unlistRepository(services, listable);
}

function toListable(row: unknown): Listable | undefined {
  const node = toNode(row);
  if (node?.kind === 'owner') return { instance: node.instance, list: 'owners', name: node.owner };
  if (node?.kind !== 'repository') return undefined;
  return { instance: node.instance, list: 'repositories', name: `${node.owner}/${node.repo}` };
}

async function pickListed(services: Services): Promise<readonly Listable[]> {
  const items = services.instances.list().flatMap(({ setting }) =>
    (['repositories', 'owners'] as const).flatMap((list) =>
      setting[list].map((name) => ({
        label: name,
        description: setting.name,
        icon: list === 'owners' ? 'account' : 'repo',
        value: { instance: setting.url, list, name },
      })),
    ),
  );
  if (items.length === 0) {
    await services.ui.inform(t('You have not added a repository or an owner.'));
    return [];
  }
  const chosen = await services.ui.pick(items, { title: t('Remove From Sidebar'), placeholder: t('Which one?') });
  return chosen ? [chosen] : [];
}
