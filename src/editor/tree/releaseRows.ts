import { latestOf, recordKey } from '../../engine/index.ts';
import type { Asset, Machine, Version } from '../../engine/index.ts';
import { count } from '../../words/format.ts';
import { COMMANDS } from '../ids.ts';
import { inOrder } from './fileKind.ts';
import { filesFor } from './forThisMachine.ts';
import type { Lists, Look } from './lists.ts';
import { messageNode, staleNode } from './messages.ts';
import { childId } from './nodeIds.ts';
import type { AssetNode, RepositoryNode, TreeNode, VersionNode } from './nodes.ts';
import { packageNode } from './ownerRows.ts';
import { listRows, readPages } from './paging.ts';

/**
 * A repository's releases, newest first, then the packages that are linked to it, as far as they are known. With a filter
 * the server looks for tags and titles further down than what was loaded.
 */
export async function repositoryRows(
  node: RepositoryNode,
  { lists, steps, filter }: { lists: Lists; steps: number; filter: string | undefined },
  look: Look,
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
    rows.push(messageNode(node, 'empty', { message: 'empty', text: 'No releases yet.' }));
  }
  return [...listRows(node, read, rows), ...packages.map((found) => packageNode(node, found))];
}

/** What the server finds besides. That it finds nothing, or does not know how to, takes nothing away from the list. */
async function search(node: RepositoryNode, lists: Lists, query: string, look: Look): Promise<readonly Version[]> {
  const found = await lists.releases({ ...node, query }, 1, look).catch(() => undefined);
  look.signal.throwIfAborted();
  return found?.value.items ?? [];
}

/** Pages shift when a release is made while they are read. */
function distinct(versions: readonly Version[]): readonly Version[] {
  return [...new Map(versions.map((version) => [version.version, version])).values()];
}

function releaseNode(parent: RepositoryNode, release: Version, latest: boolean): TreeNode {
  const { instance, source, version, createdAt } = release;
  const id = childId(parent, 'version', version);
  return { kind: 'version', id, parent, instance, source, version, release, createdAt, latest };
}

/** The files of a version: those of a release came with it, a package's are asked for. Those for this machine come first. */
export async function versionRows(
  node: VersionNode,
  { lists, machine }: { lists: Lists; machine: Machine | undefined },
  look: Look,
): Promise<readonly TreeNode[]> {
  if (node.release) return await assetRows(node, node.release, machine);
  const { value, staleBecause, fetchedAt } = await lists.version(node, look);
  const rows = await assetRows(node, value, machine);
  return staleBecause ? [staleNode(node, staleBecause, fetchedAt), ...rows] : rows;
}

async function assetRows(
  node: VersionNode,
  { assets, unlisted = 0 }: Pick<Version, 'assets' | 'unlisted'>,
  machine: Machine | undefined,
): Promise<readonly TreeNode[]> {
  // The one that is for this machine may be one that is not listed.
  const { names, pick } = await filesFor(unlisted > 0 ? undefined : machine, node, assets);
  const rows = inOrder(assets, names).map((asset) =>
    assetNode(node, asset, asset.name === pick?.name ? pick.reason : undefined),
  );
  if (unlisted > 0) return [...rows, unlistedNode(node, unlisted)];
  if (rows.length > 0) return rows;
  const thing = node.source.kind === 'release' ? 'release' : 'version';
  return [messageNode(node, 'empty', { message: 'empty', text: `No files were uploaded with this ${thing}.` })];
}

function unlistedNode(node: VersionNode, unlisted: number): TreeNode {
  const text = `${count(unlisted, 'more file')} not listed: there are too many, or their names are too long.`;
  const action = { title: 'Open in Browser', command: COMMANDS.openInBrowser, args: [node] };
  return messageNode(node, 'unlisted', { message: 'hint', text, action });
}

function assetNode(parent: VersionNode, asset: Asset, fits: string | undefined): AssetNode {
  // Two files of a package version may hold the same bytes, and two attachments may have the same name.
  const id = childId(parent, 'asset', asset.upstreamId, asset.name);
  return { kind: 'asset', id, parent, asset, key: recordKey(asset), ...(fits !== undefined && { fits }) };
}
