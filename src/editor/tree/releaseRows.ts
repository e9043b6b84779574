import { latestOf } from '../../engine/index.ts';
import type { Machine, Version } from '../../engine/index.ts';
import { fileRows } from './fileRows.ts';
import type { Lists, ListOptions } from './lists.ts';
import { messageNode, staleNode } from './messages.ts';
import { childId } from './nodeIds.ts';
import type { RepositoryNode, TreeNode, VersionNode } from './nodes.ts';
import { packageNode } from './ownerRows.ts';
import { listRows, readPages } from './paging.ts';
import { t } from '../../words/translate.ts';

/**
 * A repository's releases, newest first, then the packages linked to it, as far as known. With a filter, the server searches
 * tags and titles beyond the loaded pages.
 */
export async function repositoryRows(
  node: RepositoryNode,
  { lists, steps, filter }: { lists: Lists; steps: number; filter: string | undefined },
  look: ListOptions,
): Promise<readonly TreeNode[]> {
  const read = await readPages(
    steps,
    (page) => lists.releases(node, page, look),
    () => true,
  );
  const searched = filter !== undefined && read.hasMore ? await search(node, lists, filter, look) : [];
  const versions = distinct([...read.items, ...searched]);
  const latest = latestOf(versions, { tool: node.repo, names: [node.repo] });
  const name = `${node.owner}/${node.repo}`.toLowerCase();
  const packages = (await lists.knownPackages(node)).filter(({ repository }) => repository?.toLowerCase() === name);
  const rows = versions.map((release): TreeNode => releaseNode(node, release, release === latest));
  if (versions.length + packages.length === 0) {
    rows.push(messageNode(node, 'empty', { message: 'empty', text: t('No releases yet.') }));
  }
  return [...listRows(node, read, rows), ...packages.map((found) => packageNode(node, found))];
}

/** Further results from the server. If it finds nothing or does not support searching, the list stays as it is. */
async function search(
  node: RepositoryNode,
  lists: Lists,
  query: string,
  look: ListOptions,
): Promise<readonly Version[]> {
  const found = await lists.releases({ ...node, query }, 1, look).catch(() => undefined);
  look.signal.throwIfAborted();
  return found?.value.items ?? [];
}

/** Pages shift when a release is published while they are read. */
function distinct(versions: readonly Version[]): readonly Version[] {
  return [...new Map(versions.map((version) => [version.version, version])).values()];
}

function releaseNode(parent: RepositoryNode, release: Version, latest: boolean): TreeNode {
  const { instance, source, version, createdAt } = release;
  const id = childId(parent, 'version', version);
  return { kind: 'version', id, parent, instance, source, version, release, createdAt, latest };
}

/**
 * The files of a version. Those of a release came with it; those of a package are requested. The files for this machine come
 * first.
 */
export async function versionRows(
  node: VersionNode,
  { lists, machine }: { lists: Lists; machine: Machine | undefined },
  look: ListOptions,
): Promise<readonly TreeNode[]> {
  if (node.release) return await fileRows(node, node.release, machine);
  const { value, staleBecause, fetchedAt } = await lists.version(node, look);
  const rows = await fileRows(node, value, machine);
  return staleBecause ? [staleNode(node, staleBecause, fetchedAt), ...rows] : rows;
}
