import type { Services } from '../services.ts';
import type { Listable } from '../find/findRepositories.ts';
import { unlistRepository } from '../find/listRepository.ts';

/** Takes repositories and owners out of the list: the given rows, or those that the person picks. */
export async function removeRepository(services: Services, node?: unknown, nodes?: unknown): Promise<void> {
  const rows = Array.isArray(nodes) && nodes.length > 0 ? (nodes as unknown[]) : [node];
  const given = rows.map(toListable).filter((listable) => listable !== undefined);
  const wanted = given.length > 0 ? given : await pickListed(services);
  for (const listable of wanted) await unlistRepository(services, listable);
}

function toListable(row: unknown): Listable | undefined {
  if (typeof row !== 'object' || row === null) return undefined;
  const { kind, instance, owner, repo } = row as Readonly<Record<string, unknown>>;
  if (typeof instance !== 'string' || typeof owner !== 'string') return undefined;
  if (kind === 'owner') return { instance, list: 'owners', name: owner };
  return kind === 'repository' && typeof repo === 'string'
    ? { instance, list: 'repositories', name: `${owner}/${repo}` }
    : undefined;
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
    await services.ui.inform('There is nothing to remove: no repository and no owner was added.');
    return [];
  }
  const chosen = await services.ui.pick(items, { title: 'Remove From This List', placeholder: 'Which one?' });
  return chosen ? [chosen] : [];
}
