import { latestOf } from '../../engine/index.ts';
import type { Machine, Version } from '../../engine/index.ts';
import { isCancelled } from '../../words/describeError.ts';
import { fileRows } from './fileRows.ts';
import type { Lists, ListOptions } from './lists.ts';
import { errorNode, messageNode, staleNode } from './messages.ts';
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
  const searched =
    filter !== undefined && read.hasMore ? await search(node, lists, filter, look) : { versions: [], notes: [] };
  const versions = distinct([...read.items, ...searched.versions]);
  const latest = latestOf(versions, { tool: node.repo, names: [node.repo] });
  const name = `${node.owner}/${node.repo}`.toLowerCase();
  const packages = (await lists.knownPackages(node)).filter(({ repository }) => repository?.toLowerCase() === name);
  const rows = versions.map((release): TreeNode => releaseNode(node, release, release === latest));
  if (versions.length + packages.length === 0) {
    rows.push(messageNode(node, 'empty', { message: 'empty', text: t('No releases yet.') }));
  }
  // Old rows already say why.
  return [
    ...(read.stale ? [] : searched.notes),
    ...listRows(node, read, rows),
    ...packages.map((found) => packageNode(node, found)),
  ];
}

interface Searched {
  readonly versions: readonly Version[];
  /** Says that the search failed, or that its results are old. */
  readonly notes: readonly TreeNode[];
}

/** Further results from the server. One that does not support searching returns its first page, which changes nothing. */
async function search(node: RepositoryNode, lists: Lists, query: string, look: ListOptions): Promise<Searched> {
  try {
    const { value, staleBecause } = await lists.releases({ ...node, query }, 1, look);
    return { versions: value.items, notes: staleBecause ? [errorNode(node, staleBecause, 'search')] : [] };
  } catch (error) {
    if (isCancelled(error)) throw error;
    return { versions: [], notes: [errorNode(node, error, 'search')] };
  }
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
