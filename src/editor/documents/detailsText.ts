import { assetUrl, isEngineError, recordKey, sourceName } from '../../engine/index.ts';
import type { Asset, AssetRecord, Version } from '../../engine/index.ts';
import { evidenceSentence, evidenceWord } from '../words/evidenceWords.ts';
import { formatDate, formatSize } from '../words/format.ts';
import { inOrder } from '../tree/fileKind.ts';
import { exactSize } from './evidenceText.ts';
import { code, document, facts, link, table, text } from './markdown.ts';
import type { Row } from './markdown.ts';
import { quotedNotes } from './notes.ts';

export type FindRecord = (key: string) => AssetRecord | undefined;

/** A release or a version of a package: its facts, its files and its notes. */
export function versionText(version: Version, instanceName: string, find: FindRecord): string {
  const { source, assets, notes } = version;
  return document(
    `# ${text(version.title || `${sourceName(source)} ${version.version}`)}`,
    facts(versionFacts(version, instanceName)),
    '## Files',
    assets.length > 0
      ? table(
          ['Name', 'Size', 'Downloads', 'On this machine'],
          inOrder(assets).map((asset) => fileRow(asset, find)),
        )
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

function fileRow(asset: Asset, find: FindRecord): Row {
  const record = find(recordKey(asset));
  return [
    text(asset.name),
    asset.sizeBytes === undefined ? '' : formatSize(asset.sizeBytes).replace(' ', '\u00a0'),
    asset.downloadCount === undefined ? '' : String(asset.downloadCount),
    record ? text(evidenceWord(record)) : 'no',
  ];
}

/** One file: where it comes from, what is promised of it and what is here. */
export function assetText(asset: Asset, instanceName: string, record: AssetRecord | undefined): string {
  return document(
    `# ${text(asset.name)}`,
    facts([...upstreamRows(asset, instanceName), ...hereRows(record)]),
    record ? evidenceSentence(record.evidence) : 'It is not on this machine.',
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
    ...(digests.sha256 ? [['SHA-256 that the server gives', code(digests.sha256)]] : []),
    ...(digests.sha512 ? [['SHA-512 that the server gives', code(digests.sha512)]] : []),
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

function hereRows(record: AssetRecord | undefined): readonly Row[] {
  if (!record) return [];
  return [
    ['On this machine', `${text(evidenceWord(record))}${record.pinned ? ', pinned' : ''}`],
    ['SHA-256 of the file here', code(record.sha256)],
    ['Downloaded', formatDate(record.storedAt)],
    ['Last checked', formatDate(record.evidence.checkedAt)],
  ];
}
