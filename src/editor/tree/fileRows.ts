import { fileLabelsInSlices, shortSourceName, recordKey } from '../../engine/index.ts';
import type { Asset, FileLabel, Machine, Version } from '../../engine/index.ts';
import { COMMANDS } from '../ids.ts';
import { inOrder, vouches } from './fileKind.ts';
import { filesFor } from './forThisMachine.ts';
import { messageNode } from './messages.ts';
import { childId } from './nodeIds.ts';
import type { AssetNode, EvidenceFilesNode, LabelledFile, TreeNode, VersionNode } from './nodes.ts';
import { plural, t } from '../../words/translate.ts';

/**
 * The files of a version: those for this machine first, then the rest by platform. Checksums, signatures and SBOMs come
 * last, folded into one row if there are several.
 */
export async function fileRows(
  node: VersionNode,
  { assets, unlisted = 0 }: Pick<Version, 'assets' | 'unlisted'>,
  machine: Machine | undefined,
): Promise<readonly TreeNode[]> {
  // Found among all files, as the one for this machine may be beyond those shown.
  const { names, pick } = await filesFor(unlisted > 0 ? undefined : machine, node, assets);
  const labels = await labelsOf(node, assets, unlisted === 0);
  const files = inOrder(byPlatform(assets, labels), names).map((asset): LabelledFile => {
    return { asset, label: labels.get(asset.name)?.label ?? asset.name };
  });
  const isEvidence = ({ asset }: LabelledFile): boolean => vouches(asset.name);
  const reasonOf = ({ name }: Asset): string | undefined => (name === pick?.name ? pick.reason : undefined);
  const all = [
    ...files.filter((file) => !isEvidence(file)).map((file) => assetNode(node, node, file, reasonOf(file.asset))),
    ...evidenceRows(node, files.filter(isEvidence)),
  ];
  if (unlisted > 0) return [...all, unlistedNode(node, unlisted)];
  if (all.length > 0) return all;
  return [messageNode(node, 'empty', { message: 'empty', text: emptyText(node) })];
}

type Labels = ReadonlyMap<string, FileLabel>;

function labelsOf({ source, version }: VersionNode, assets: readonly Asset[], isComplete: boolean): Promise<Labels> {
  const names = assets.map(({ name }) => name);
  return fileLabelsInSlices(names, { version, repo: shortSourceName(source), isComplete });
}

/** For each platform the plain build, then its variants. Names without a platform come last, in their order. */
function byPlatform(assets: readonly Asset[], labels: Labels): readonly Asset[] {
  const rank = ({ name }: Asset): number => labels.get(name)?.platformRank ?? Number.MAX_SAFE_INTEGER;
  const variantWords = ({ name }: Asset): number => labels.get(name)?.variantWords ?? 0;
  return assets.toSorted((one, other) => rank(one) - rank(other) || variantWords(one) - variantWords(other));
}

/** A single such file needs no folder. */
function evidenceRows(parent: VersionNode, files: readonly LabelledFile[]): readonly TreeNode[] {
  if (files.length < 2) return files.map((file) => assetNode(parent, parent, file));
  return [{ kind: 'evidenceFiles', id: childId(parent, 'evidenceFiles'), parent, files }];
}

/** The rows inside "Checksums and signatures". */
export function evidenceFileRows(node: EvidenceFilesNode): readonly AssetNode[] {
  return node.files.map((file) => assetNode(node.parent, node, file));
}

function emptyText({ source }: VersionNode): string {
  return source.kind === 'release'
    ? t('No files were uploaded with this release.')
    : t('No files were uploaded with this version.');
}

function unlistedNode(node: VersionNode, unlisted: number): TreeNode {
  const text = plural(
    unlisted,
    '{0} more file not listed: there are too many, or their names are too long.',
    '{0} more files not listed: there are too many, or their names are too long.',
  );
  const action = { title: t('Open in Browser'), command: COMMANDS.openInBrowser, args: [node] };
  return messageNode(node, 'unlisted', { message: 'hint', text, action });
}

/** The id does not depend on whether the row is folded away. */
function assetNode(
  version: VersionNode,
  parent: VersionNode | EvidenceFilesNode,
  { asset, label }: LabelledFile,
  fits?: string,
): AssetNode {
  // Two files of a package version may hold the same bytes, and two attachments may have the same name.
  const id = childId(version, 'asset', asset.upstreamId, asset.name);
  return { kind: 'asset', id, parent, asset, label, key: recordKey(asset), ...(fits !== undefined && { fits }) };
}
