import { assetUrl, digestsOf, isEngineError, isHere, sourceName } from '../../engine/index.ts';
import type { Asset, AssetRecord, PartialDownload } from '../../engine/index.ts';
import { algorithmName } from '../../words/digestWords.ts';
import { evidenceSentence, evidenceWord } from '../../words/evidenceWords.ts';
import { exactSize, formatDate, formatReceived } from '../../words/format.ts';
import { code, document, facts, link, text } from './markdown.ts';
import type { Row } from './markdown.ts';
import { t } from '../../words/translate.ts';

/** The part of a file that is on disk: all of it, or what a paused download received. */
interface Here {
  readonly record: AssetRecord | undefined;
  readonly partial: PartialDownload | undefined;
}

export type FindHere = (key: string) => Here;

/** `signed, kept`, or how much of it was received. */
export function hereWord({ record, partial }: Here): string {
  if (record) return [text(evidenceWord(record)), ...(record.kept ? [t('kept in the cache')] : [])].join(', ');
  return partial ? t('partial, {0}', formatReceived(partial)) : t('nothing');
}

/** One file: where it comes from, the server's information and the state on disk. */
export function assetText(asset: Asset, instanceName: string, here: Here): string {
  return document(
    `# ${text(asset.name)}`,
    facts([...upstreamRows(asset, instanceName), ...hereRows(here)]),
    here.record ? text(evidenceSentence(here.record), 1000) : here.partial ? '' : t('It is not on this machine.'),
  );
}

function upstreamRows(asset: Asset, instanceName: string): readonly Row[] {
  const { source, version, sizeBytes, createdAt, downloadCount, digests, storage } = asset;
  return [
    [t('Instance'), text(instanceName)],
    [source.kind === 'release' ? t('Repository') : t('Package'), text(sourceName(source))],
    [source.kind === 'release' ? t('Release') : t('Version'), text(version)],
    ...(sizeBytes === undefined ? [] : [[t('Size'), exactSize(sizeBytes)]]),
    ...(createdAt === undefined ? [] : [[t('Uploaded'), formatDate(createdAt)]]),
    ...(downloadCount === undefined ? [] : [[t('Downloads'), String(downloadCount)]]),
    ...digestsOf(digests).map(({ algorithm, hex }) => [t('{0} from the server', algorithmName(algorithm)), code(hex)]),
    [storage === 'external' ? t('On another host') : t('Address'), addressCell(asset)],
  ];
}

function addressCell(asset: Asset): string {
  try {
    const { href } = assetUrl(asset);
    // Shown as text, not as a link, because whoever made the release chose this external address.
    return asset.storage === 'external' ? text(href) : link(href, href);
  } catch (error) {
    if (isEngineError(error, 'unsafeName')) return t('cannot be written as a web address');
    throw error;
  }
}

function hereRows(here: Here): readonly Row[] {
  const { record, partial } = here;
  const rows: Row[] = (record ?? partial) ? [[t('On this machine'), hereWord(here)]] : [];
  if (record && isHere(record)) {
    rows.push([t('SHA-256 of the file here'), code(record.sha256)]);
    rows.push(
      [t('Downloaded'), formatDate(record.storedAt)],
      [t('Last checked'), formatDate(record.evidence.checkedAt)],
    );
  } else if (partial) rows.push([t('Stopped'), formatDate(partial.updatedAt)]);
  return rows;
}
