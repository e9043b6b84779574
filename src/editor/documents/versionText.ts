import { recordKey, sourceName } from '../../engine/index.ts';
import type { Asset, Version } from '../../engine/index.ts';
import { formatDate, formatSize } from '../../words/format.ts';
import { hereWord } from './detailsText.ts';
import type { FindHere } from './detailsText.ts';
import type { FileGroup, GroupedFiles } from './filesByPlatform.ts';
import { document, facts, link, text } from './markdown.ts';
import type { Row } from './markdown.ts';
import { quotedNotes } from './notes.ts';
import { plural, t } from '../../words/translate.ts';

interface VersionFiles extends GroupedFiles {
  readonly find: FindHere;
}

/** A release or a version of a package: its facts, its notes and its files by platform. */
export function versionText(version: Version, instanceName: string, files: VersionFiles): string {
  const { source, notes } = version;
  return document(
    `# ${text(version.title || `${sourceName(source)} ${version.version}`)}`,
    facts(versionFacts(version, instanceName)),
    notes.trim() === '' ? '' : `## ${t('Release notes')}\n\n${t('As the publisher wrote them, without pictures.')}`,
    notes.trim() === '' ? '' : quotedNotes(notes),
    `## ${t('Files')}`,
    ...fileSections(version, files),
  );
}

function versionFacts(version: Version, instanceName: string): readonly Row[] {
  const { source, createdAt, author, draft, prerelease, assets, unlisted = 0 } = version;
  const state = [...(draft ? [t('draft')] : []), ...(prerelease ? [t('pre-release')] : [])].join(', ');
  return [
    [t('Instance'), text(instanceName)],
    [source.kind === 'release' ? t('Repository') : t('Package'), text(sourceName(source))],
    [source.kind === 'release' ? t('Tag') : t('Version'), text(version.version)],
    ...(state ? [[t('State'), state]] : []),
    ...(createdAt === undefined ? [] : [[draft ? t('Created') : t('Published'), formatDate(createdAt)]]),
    ...(author === undefined ? [] : [[t('By'), text(author)]]),
    [
      t('Files'),
      `[${plural(assets.length + unlisted, '{0} file, listed at the end', '{0} files, listed at the end')}](#files)`,
    ],
    [t('Page'), link(version.webUrl, version.webUrl)],
  ];
}

function fileSections({ assets, unlisted = 0 }: Version, files: VersionFiles): readonly string[] {
  const { groups } = files;
  const rest =
    unlisted === 0 ? '' : plural(unlisted, '{0} more file cannot be listed.', '{0} more files cannot be listed.');
  if (assets.length === 0) return [rest || t('This version has no files.')];
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

/** A list, because its items may have any length, which would break the columns of a table. */
function fileLine(asset: Asset, find: FindHere, isFitting: boolean): string {
  const { name, sizeBytes, downloadCount, storage } = asset;
  const here = find(recordKey(asset));
  const facts = [
    ...(isFitting ? [t('for this machine')] : []),
    ...(sizeBytes === undefined ? [] : [formatSize(sizeBytes)]),
    ...(storage === 'external' ? [t('on another host')] : []),
    ...(downloadCount === undefined ? [] : [plural(downloadCount, 'downloaded {0} time', 'downloaded {0} times')]),
    here.record || here.partial ? t('on this machine: {0}', hereWord(here)) : t('not on this machine'),
  ];
  return `- **${text(name)}**\\\n  ${facts.join(' · ')}`;
}
