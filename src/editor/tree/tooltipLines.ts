import { digestsOf, isHere, sourceName } from '../../engine/index.ts';
import type { AssetRecord, Change, PartialDownload } from '../../engine/index.ts';
import { algorithmName } from '../../words/digestWords.ts';
import { acceptHint, changeSentence } from '../../words/changeWords.ts';
import { evidenceSentence } from '../../words/evidenceWords.ts';
import { unknownKeySentences } from '../../words/findingWords.ts';
import { exactSize, formatDate, formatReceived, plain } from '../../words/format.ts';
import type { AssetNode, TreeNode } from './nodes.ts';
import type { Facts } from './nodeView.ts';
import { describeError } from '../../words/describeError.ts';
import { plural, t } from '../../words/translate.ts';

/** The lines of a tooltip: the name in full, then a line for each known fact. Plain text of any origin. */
export interface Tooltip {
  readonly title: string;
  readonly lines: readonly string[];
}

/** `undefined` if the row says everything. */
export function tooltipOf(node: TreeNode, facts: Facts): Tooltip | undefined {
  switch (node.kind) {
    case 'asset':
      return assetTooltip(node, facts);
    case 'version':
      return {
        title: plain(node.release?.title ? `${node.version} · ${node.release.title}` : node.version, 500),
        lines: lines(
          plain(sourceName(node.source)),
          dated(t('Published'), node.createdAt),
          node.release?.author === undefined ? '' : t('By {0}', plain(node.release.author)),
          node.release
            ? plural(node.release.assets.length + (node.release.unlisted ?? 0), '{0} file', '{0} files')
            : '',
        ),
      };
    case 'repository': {
      const { repository, owner, repo, instance } = node;
      const updated = dated(t('Changed'), repository?.updatedAt);
      return {
        title: plain(`${owner}/${repo}`),
        lines: lines(plain(repository?.description ?? '', 500), instance, updated),
      };
    }
    case 'package':
      return {
        title: plain(node.package.name, 500),
        lines: lines(t('Generic package of {0}', plain(node.package.owner)), repositoryLine(node.package.repository)),
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
      size === undefined ? t('Size unknown') : exactSize(size),
      fits === undefined ? '' : t('For this machine: {0}', fits),
      dated(t('Uploaded'), createdAt),
      downloadCount === undefined ? '' : plural(downloadCount, 'Downloaded {0} time', 'Downloaded {0} times'),
      ...digestsOf(digests).map(({ algorithm, hex }) => t('{0} from the server: {1}', algorithmName(algorithm), hex)),
      ...(current && isHere(current) ? recordLines(current) : partialLines(facts.partial(key))),
      current && !isHere(current) ? evidenceSentence(current) : '',
      download?.phase === 'failed' ? describeError(download.error).message : '',
      t('From {0} {1} on {2}', plain(sourceName(source)), plain(version), facts.nameOf(instance)),
      externalUrl === undefined ? '' : t('Stored on another host: {0}', plain(externalUrl, 500)),
    ),
  };
}

/** Facts about a file on disk. */
export function recordLines(record: AssetRecord): readonly string[] {
  const { sha256, evidence, storedAt, usedAt, kept } = record;
  return lines(
    ...changeLines(evidence.changes),
    evidenceSentence(record),
    ...unknownKeySentences(evidence),
    t('SHA-256 of the file here: {0}', sha256),
    dated(t('Checked'), evidence.checkedAt),
    dated(t('Downloaded'), storedAt),
    dated(t('Last used'), usedAt),
    kept ? t('Kept in the cache: it is never removed to make room.') : '',
  );
}

function changeLines(changes: readonly Change[]): readonly string[] {
  return changes.length === 0 ? [] : [...changes.map(changeSentence), acceptHint(changes)];
}

/** Facts about a partial file, in the cache view. */
export function partialTooltip(partial: PartialDownload): Tooltip {
  const { name, source, version, instance } = partial.asset;
  const from = t('From {0} {1} on {2}', plain(sourceName(source)), plain(version), instance);
  return { title: plain(name, 1000), lines: [...partialLines(partial), from] };
}

function partialLines(partial: PartialDownload | undefined): readonly string[] {
  if (!partial) return [];
  return [
    t(
      'Stopped after {0} on {1}. Resume Download continues from there.',
      formatReceived(partial),
      formatDate(partial.updatedAt),
    ),
    t('The part received is kept for 14 days, or until the space is needed.'),
  ];
}

function repositoryLine(repository: string | undefined): string {
  return repository === undefined ? '' : t('Belongs to {0}', plain(repository));
}

function dated(what: string, at: number | undefined): string {
  return at === undefined ? '' : `${what} ${formatDate(at)}`;
}

function lines(...all: readonly string[]): readonly string[] {
  return all.filter((line) => line !== '');
}
