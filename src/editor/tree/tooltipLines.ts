import { digestsOf, sourceName } from '../../engine/index.ts';
import type { AssetRecord, Change, PartialDownload } from '../../engine/index.ts';
import { algorithmName } from '../../words/digestWords.ts';
import { acceptHint, changeSentence } from '../../words/changeWords.ts';
import { evidenceSentence } from '../../words/evidenceWords.ts';
import { unknownKeySentences } from '../../words/findingWords.ts';
import { count, formatDate, formatReceived, formatSize, plain } from '../../words/format.ts';
import type { AssetNode, TreeNode } from './nodes.ts';
import type { Facts } from './nodeView.ts';
import { describeError } from '../../words/describeError.ts';

/** What a tooltip says: the name in full, then a line for each thing that is known. Plain text from anywhere. */
export interface Tooltip {
  readonly title: string;
  readonly lines: readonly string[];
}

/** `undefined` where the row says it all. */
export function tooltipOf(node: TreeNode, facts: Facts): Tooltip | undefined {
  switch (node.kind) {
    case 'asset':
      return assetTooltip(node, facts);
    case 'version':
      return {
        title: plain(node.release?.title ? `${node.version} · ${node.release.title}` : node.version, 500),
        lines: lines(
          plain(sourceName(node.source)),
          dated('Published', node.createdAt),
          node.release?.author === undefined ? '' : `By ${plain(node.release.author)}`,
          node.release ? count(node.release.assets.length + (node.release.unlisted ?? 0), 'file') : '',
        ),
      };
    case 'repository': {
      const { repository, owner, repo, instance } = node;
      const updated = dated('Changed', repository?.updatedAt);
      return {
        title: plain(`${owner}/${repo}`),
        lines: lines(plain(repository?.description ?? '', 500), instance, updated),
      };
    }
    case 'package':
      return {
        title: plain(node.package.name, 500),
        lines: lines(`Generic package of ${plain(node.package.owner)}`, repositoryLine(node.package.repository)),
      };
    case 'instance': {
      const trouble = facts.instance(node.instance)?.trouble;
      return {
        title: plain(facts.nameOf(node.instance)),
        lines: lines(node.instance, trouble ? describeError(trouble).message : ''),
      };
    }
    case 'message':
      return { title: node.text, lines: [] };
    default:
      return undefined;
  }
}

function assetTooltip({ asset, key, fits }: AssetNode, facts: Facts): Tooltip {
  const { sizeBytes, createdAt, downloadCount, digests, externalUrl, source, version, instance } = asset;
  const record = facts.record(key);
  const download = facts.download(key);
  const current = record?.upstreamId === asset.upstreamId ? record : undefined;
  const size = sizeBytes ?? current?.sizeBytes;
  return {
    title: plain(asset.name, 1000),
    lines: lines(
      size === undefined ? 'Size unknown' : `${formatSize(size)} (${new Intl.NumberFormat('en').format(size)} bytes)`,
      fits === undefined ? '' : `For this machine: ${fits}`,
      dated('Uploaded', createdAt),
      downloadCount === undefined ? '' : `Downloaded ${count(downloadCount, 'time')} so far`,
      ...digestsOf(digests).map(({ algorithm, hex }) => `${algorithmName(algorithm)} by the server: ${hex}`),
      ...(current ? recordLines(current) : partialLines(facts.partial(key))),
      download?.phase === 'failed' ? describeError(download.error).message : '',
      `From ${plain(sourceName(source))} ${plain(version)} on ${facts.nameOf(instance)}`,
      externalUrl === undefined ? '' : `Kept on another host: ${plain(externalUrl, 500)}`,
    ),
  };
}

/** What is known of a file on disk. */
export function recordLines(record: AssetRecord): readonly string[] {
  const { sha256, evidence, storedAt, usedAt, pinned } = record;
  return lines(
    ...changeLines(evidence.changes),
    evidenceSentence(record),
    ...unknownKeySentences(evidence),
    `SHA-256 of the file here: ${sha256}`,
    dated('Checked', evidence.checkedAt),
    dated('Downloaded', storedAt),
    dated('Last used', usedAt),
    pinned ? 'Kept in the cache: it is never removed to make room.' : '',
  );
}

function changeLines(changes: readonly Change[]): readonly string[] {
  return changes.length === 0 ? [] : [...changes.map(changeSentence), acceptHint(changes)];
}

/** Of a download that stopped, in the view of what is on disk. */
export function partialTooltip(partial: PartialDownload): Tooltip {
  const { name, source, version, instance } = partial.asset;
  const from = `From ${plain(sourceName(source))} ${plain(version)} on ${instance}`;
  return { title: plain(name, 1000), lines: [...partialLines(partial), from] };
}

function partialLines(partial: PartialDownload | undefined): readonly string[] {
  if (!partial) return [];
  return [
    `Stopped after ${formatReceived(partial)}, ${formatDate(partial.updatedAt)}. Resume goes on from there.`,
    'What came is kept for 14 days, or until the space is needed.',
  ];
}

function repositoryLine(repository: string | undefined): string {
  return repository === undefined ? '' : `Belongs to ${plain(repository)}`;
}

function dated(what: string, at: number | undefined): string {
  return at === undefined ? '' : `${what} ${formatDate(at)}`;
}

function lines(...all: readonly string[]): readonly string[] {
  return all.filter((line) => line !== '');
}
