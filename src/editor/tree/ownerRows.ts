import { latestOf } from '../../engine/index.ts';
import type { Package, Repository } from '../../engine/index.ts';
import { isCancelled } from '../../words/describeError.ts';
import type { Lists, ListOptions } from './lists.ts';
import { errorNode, messageNode, staleNode } from './messages.ts';
import { childId } from './nodeIds.ts';
import type { OwnerNode, PackageNode, PackagesNode, RepositoryNode, TreeNode } from './nodes.ts';
import { listRows, moreNode, readPages } from './paging.ts';
import { t } from '../../words/translate.ts';

/** Repositories with something to download, then "Packages" if there are any or that is unknown. */
export async function ownerRows(
  node: OwnerNode,
  { lists, steps }: { lists: Lists; steps: number },
  look: ListOptions,
): Promise<readonly TreeNode[]> {
  const [repositories, packages] = await Promise.allSettled([
    readPages(steps, (page) => lists.repositories(node, page, look), hasFiles),
    lists.packages(node, look),
  ]);
  look.signal.throwIfAborted();
  // Both fail if there is no such owner or the instance is unreachable; one message is enough.
  if (repositories.status === 'rejected' && packages.status === 'rejected') throw asError(repositories.reason);
  const hasPackages = packages.status === 'rejected' || packages.value.value.length > 0;
  const rest = hasPackages ? [packagesNode(node)] : [];
  if (repositories.status === 'rejected') {
    const { reason } = repositories as { reason: unknown };
    if (isCancelled(reason)) throw asError(reason);
    return [errorNode(node, reason), ...rest];
  }
  const rows = repositories.value.items.filter(hasFiles).map((found) => listedNode(node, found));
  const list = listRows(node, repositories.value, rows);
  if (list.length > 0 || hasPackages) return [...list, ...rest];
  const text = t('Nothing to download: none of these repositories has releases, and there are no packages.');
  return [messageNode(node, 'empty', { message: 'empty', text })];
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

function hasFiles({ hasReleases, releaseCount }: Repository): boolean {
  return hasReleases && releaseCount > 0;
}

function listedNode(parent: OwnerNode, repository: Repository): RepositoryNode {
  const { owner, name } = repository;
  const id = childId(parent, 'repository', owner, name);
  return {
    kind: 'repository',
    id,
    parent,
    instance: parent.instance,
    owner,
    repo: name,
    listing: 'listed',
    repository,
  };
}

function packagesNode(parent: OwnerNode): PackagesNode {
  const { instance, owner } = parent;
  return { kind: 'packages', id: childId(parent, 'packages'), parent, instance, owner };
}

/** The packages of an owner by name. */
export async function packagesRows(node: PackagesNode, lists: Lists, look: ListOptions): Promise<readonly TreeNode[]> {
  const { value, staleBecause, fetchedAt } = await lists.packages(node, look);
  if (value.length === 0) return [messageNode(node, 'empty', { message: 'empty', text: t('No packages left.') })];
  const rows = value
    .toSorted((one, other) => one.name.localeCompare(other.name))
    .map((found) => packageNode(node, found));
  return staleBecause ? [staleNode(node, staleBecause, fetchedAt), ...rows] : rows;
}

export function packageNode(parent: PackagesNode | RepositoryNode, found: Package): PackageNode {
  const id = childId(parent, 'package', found.owner, found.name);
  return { kind: 'package', id, parent, instance: parent.instance, package: found };
}

const VERSIONS_A_STEP = 50;

/** The versions of a package, newest first. All are known, but a long list is still shown page by page. */
export function packageRows(node: PackageNode, steps: number): readonly TreeNode[] {
  const { owner, name, versions } = node.package;
  const source = { kind: 'genericPackage', owner, package: name } as const;
  const shown = versions.slice(0, steps * VERSIONS_A_STEP);
  const latest = latestOf(versions, { tool: name, names: [name] });
  const rows = shown.map((one): TreeNode => ({
    kind: 'version',
    id: childId(node, 'version', one.version),
    parent: node,
    instance: node.instance,
    source,
    version: one.version,
    release: undefined,
    createdAt: one.createdAt,
    latest: one === latest,
  }));
  return shown.length < versions.length ? [...rows, moreNode(node, shown.length, versions.length)] : rows;
}
