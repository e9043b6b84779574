import { assetUrl, digestsOf, isEngineError, sourceName } from '../../engine/index.ts';
import type { Asset, AssetRecord, PartialDownload } from '../../engine/index.ts';
import { algorithmName } from '../../words/digestWords.ts';
import { evidenceSentence, evidenceWord } from '../../words/evidenceWords.ts';
import { formatDate, formatReceived } from '../../words/format.ts';
import { exactSize } from './evidenceText.ts';
import { code, document, facts, link, text } from './markdown.ts';
import type { Row } from './markdown.ts';

/** What is on disk of a file: all of it, or the part that a stopped download received. */
export interface Here {
  readonly record: AssetRecord | undefined;
  readonly partial: PartialDownload | undefined;
}

export type FindHere = (key: string) => Here;

/** `signed, kept`, or how much of it was received. */
export function hereWord({ record, partial }: Here): string {
  if (record) return `${text(evidenceWord(record))}${record.pinned ? ', kept in the cache' : ''}`;
  return partial ? `partial, ${formatReceived(partial)}` : 'nothing';
}

/** One file: where it comes from, what is promised of it and what is here. */
export function assetText(asset: Asset, instanceName: string, here: Here): string {
  return document(
    `# ${text(asset.name)}`,
    facts([...upstreamRows(asset, instanceName), ...hereRows(here)]),
    here.record ? text(evidenceSentence(here.record), 1000) : here.partial ? '' : 'It is not on this machine.',
  );
}

function upstreamRows(asset: Asset, instanceName: string): readonly Row[] {
  const { source, version, sizeBytes, createdAt, downloadCount, digests, storage } = asset;
  return [
    ['Instance', text(instanceName)],
    [source.kind === 'release' ? 'Repository' : 'Package', text(sourceName(source))],
    [source.kind === 'release' ? 'Release' : 'Version', text(version)],
    ...(sizeBytes === undefined ? [] : [['Size', exactSize(sizeBytes)]]),
    ...(createdAt === undefined ? [] : [['Uploaded', formatDate(createdAt)]]),
    ...(downloadCount === undefined ? [] : [['Downloads so far', String(downloadCount)]]),
    ...digestsOf(digests).map(({ algorithm, hex }) => [`${algorithmName(algorithm)} that the server gives`, code(hex)]),
    [storage === 'external' ? 'On another host' : 'Address', addressCell(asset)],
  ];
}

function addressCell(asset: Asset): string {
  try {
    const { href } = assetUrl(asset);
    // An external address was chosen by whoever made the release: to be read, not to be clicked.
    return asset.storage === 'external' ? text(href) : link(href, href);
  } catch (error) {
    if (isEngineError(error, 'unsafeName')) return 'none that can be written as a web address';
    throw error;
  }
}

function hereRows(here: Here): readonly Row[] {
  const { record, partial } = here;
  const rows: Row[] = (record ?? partial) ? [['On this machine', hereWord(here)]] : [];
  if (record) {
    rows.push(['SHA-256 of the file here', code(record.sha256)]);
    rows.push(['Downloaded', formatDate(record.storedAt)], ['Last checked', formatDate(record.evidence.checkedAt)]);
  } else if (partial) rows.push(['Stopped', formatDate(partial.updatedAt)]);
  return rows;
}
