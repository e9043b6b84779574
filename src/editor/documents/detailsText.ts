import { assetUrl, digestsOf, isEngineError, recordKey, sourceName } from '../../engine/index.ts';
import type { Asset, AssetRecord, IdlePartial, Version } from '../../engine/index.ts';
import { algorithmName } from '../../words/digestWords.ts';
import { evidenceSentence, evidenceWord } from '../../words/evidenceWords.ts';
import { count, formatDate, formatReceived, formatSize } from '../../words/format.ts';
import { inOrder } from '../tree/fileKind.ts';
import { exactSize } from './evidenceText.ts';
import { code, document, facts, link, text } from './markdown.ts';
import type { Row } from './markdown.ts';
import { quotedNotes } from './notes.ts';

/** What is on disk of a file: the whole, or what came of a download that stopped. */
export interface Here {
  readonly record: AssetRecord | undefined;
  readonly stopped: IdlePartial | undefined;
}

export type FindHere = (key: string) => Here;

/** A release or a version of a package: its facts, its files and its notes. */
export function versionText(version: Version, instanceName: string, find: FindHere): string {
  const { source, assets, notes } = version;
  return document(
    `# ${text(version.title || `${sourceName(source)} ${version.version}`)}`,
    facts(versionFacts(version, instanceName)),
    '## Files',
    assets.length > 0
      ? inOrder(assets)
          .map((asset) => fileLine(asset, find(recordKey(asset))))
          .join('\n')
      : 'This version has no files.',
    notes.trim() === '' ? '' : '## Notes\n\nAs the publisher wrote them, without pictures.',
    notes.trim() === '' ? '' : quotedNotes(notes),
  );
}

function versionFacts(version: Version, instanceName: string): readonly Row[] {
  const { source, createdAt, author, draft, prerelease } = version;
  const state = [...(draft ? ['draft'] : []), ...(prerelease ? ['pre-release'] : [])].join(', ');
  return [
    ['Instance', text(instanceName)],
    [source.kind === 'release' ? 'Repository' : 'Package', text(sourceName(source))],
    [source.kind === 'release' ? 'Tag' : 'Version', text(version.version)],
    ...(state ? [['State', state]] : []),
    ...(createdAt === undefined ? [] : [[draft ? 'Created' : 'Published', formatDate(createdAt)]]),
    ...(author === undefined ? [] : [['By', text(author)]]),
    ['Page', link(version.webUrl, version.webUrl)],
  ];
}

/** A list bears names of any length; a table is torn apart by them. */
function fileLine(asset: Asset, here: Here): string {
  const { name, sizeBytes, downloadCount } = asset;
  const said = [
    ...(sizeBytes === undefined ? [] : [formatSize(sizeBytes)]),
    ...(downloadCount === undefined ? [] : [`downloaded ${count(downloadCount, 'time')}`]),
    here.record || here.stopped ? `on this machine: ${hereWord(here)}` : 'not on this machine',
  ];
  return `- **${text(name)}**\\\n  ${said.join(' · ')}`;
}

function hereWord({ record, stopped }: Here): string {
  if (record) return `${text(evidenceWord(record))}${record.pinned ? ', pinned' : ''}`;
  return stopped ? `partial, ${formatReceived(stopped)}` : 'nothing';
}

/** One file: where it comes from, what is promised of it and what is here. */
export function assetText(asset: Asset, instanceName: string, here: Here): string {
  return document(
    `# ${text(asset.name)}`,
    facts([...upstreamRows(asset, instanceName), ...hereRows(here)]),
    here.record ? text(evidenceSentence(here.record), 1000) : here.stopped ? '' : 'It is not on this machine.',
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
  const { record, stopped } = here;
  const rows: Row[] = (record ?? stopped) ? [['On this machine', hereWord(here)]] : [];
  if (record) {
    rows.push(['SHA-256 of the file here', code(record.sha256)]);
    rows.push(['Downloaded', formatDate(record.storedAt)], ['Last checked', formatDate(record.evidence.checkedAt)]);
  } else if (stopped) rows.push(['Stopped', formatDate(stopped.updatedAt)]);
  return rows;
}
