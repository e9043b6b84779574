import { recordKey, sourceName } from '../../engine/index.ts';
import type { Asset, Version } from '../../engine/index.ts';
import { count, formatDate, formatSize } from '../../words/format.ts';
import { hereWord } from './detailsText.ts';
import type { FindHere } from './detailsText.ts';
import type { FileGroup, GroupedFiles } from './filesByPlatform.ts';
import { document, facts, link, text } from './markdown.ts';
import type { Row } from './markdown.ts';
import { quotedNotes } from './notes.ts';

interface VersionFiles extends GroupedFiles {
  readonly find: FindHere;
}

/** A release or a version of a package: its facts, its notes and its files by platform. */
export function versionText(version: Version, instanceName: string, files: VersionFiles): string {
  const { source, notes } = version;
  return document(
    `# ${text(version.title || `${sourceName(source)} ${version.version}`)}`,
    facts(versionFacts(version, instanceName)),
    notes.trim() === '' ? '' : '## Release notes\n\nAs the publisher wrote them, without pictures.',
    notes.trim() === '' ? '' : quotedNotes(notes),
    '## Files',
    ...fileSections(version, files),
  );
}

function versionFacts(version: Version, instanceName: string): readonly Row[] {
  const { source, createdAt, author, draft, prerelease, assets, unlisted = 0 } = version;
  const state = [...(draft ? ['draft'] : []), ...(prerelease ? ['pre-release'] : [])].join(', ');
  return [
    ['Instance', text(instanceName)],
    [source.kind === 'release' ? 'Repository' : 'Package', text(sourceName(source))],
    [source.kind === 'release' ? 'Tag' : 'Version', text(version.version)],
    ...(state ? [['State', state]] : []),
    ...(createdAt === undefined ? [] : [[draft ? 'Created' : 'Published', formatDate(createdAt)]]),
    ...(author === undefined ? [] : [['By', text(author)]]),
    ['Files', `[${count(assets.length + unlisted, 'file')}, listed at the end](#files)`],
    ['Page', link(version.webUrl, version.webUrl)],
  ];
}

function fileSections({ assets, unlisted = 0 }: Version, files: VersionFiles): readonly string[] {
  const { groups } = files;
  const rest = unlisted === 0 ? '' : `${count(unlisted, 'more file')} cannot be listed.`;
  if (assets.length === 0) return [rest || 'This version has no files.'];
  return [...groups.flatMap((group) => groupSections(group, files, groups.length > 1)), rest];
}

function groupSections(
  { heading, assets }: FileGroup,
  { find, fitting }: VersionFiles,
  hasHeading: boolean,
): readonly string[] {
  const lines = assets.map((asset) => fileLine(asset, find, fitting.has(asset.name)));
  return [hasHeading ? `### ${heading}` : '', lines.join('\n')];
}

/** A list bears names of any length; a table is torn apart by them. */
function fileLine(asset: Asset, find: FindHere, isFitting: boolean): string {
  const { name, sizeBytes, downloadCount, storage } = asset;
  const here = find(recordKey(asset));
  const said = [
    ...(isFitting ? ['for this machine'] : []),
    ...(sizeBytes === undefined ? [] : [formatSize(sizeBytes)]),
    ...(storage === 'external' ? ['on another host'] : []),
    ...(downloadCount === undefined ? [] : [`downloaded ${count(downloadCount, 'time')}`]),
    here.record || here.partial ? `on this machine: ${hereWord(here)}` : 'not on this machine',
  ];
  return `- **${text(name)}**\\\n  ${said.join(' · ')}`;
}
