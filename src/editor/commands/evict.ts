import { isHere } from '../../engine/index.ts';
import type { AssetRecord } from '../../engine/index.ts';
import type { FilesOnDisk } from '../cacheView/cacheNodes.ts';
import { sweepNamedFiles } from '../downloads/namedFiles.ts';
import { enumerate, formatSize, plain } from '../../words/format.ts';
import type { Services } from '../services.ts';
import { pickOnDisk } from '../choose/pickRecord.ts';
import { filesMissed } from '../choose/onlyCopy.ts';
import type { MissedFiles } from '../choose/onlyCopy.ts';
import { recordsOf, partialsOf } from '../choose/recordTargets.ts';
import { nodesOf } from '../choose/targets.ts';
import { missedSentences } from './missedSentences.ts';
import { removeOne } from './removeOne.ts';
import { plural, t } from '../../words/translate.ts';

/**
 * Removes files and partial downloads from the cache. Asks first before removing several, or one that may be missed. One
 * file can be restored with Undo.
 */
export async function evict(services: Services, ...args: readonly unknown[]): Promise<void> {
  const files = await chosen(services, args);
  if (isNothing(files)) return;
  const [only, ...others] = files.records;
  if (only && others.length + files.partials.length === 0) return removeOne(services, only);
  const frees = freedBytes(files, await services.engine.get().cache.list());
  if (files.records.length + files.partials.length > 1) {
    const question = t('Remove {0} from the cache?', what(files));
    const detail = evictDetail(files, frees, await filesMissed(services, files.records));
    if (!(await services.ui.confirm(question, detail, t('Remove')))) return;
  }
  const freed = await removeFromDisk(services, files);
  await services.ui.inform(t('Removed {0}; {1} freed.', what(files), formatSize(freed)));
}

async function chosen(services: Services, args: readonly unknown[]): Promise<FilesOnDisk> {
  const nodes = nodesOf(services, args);
  const files = { records: await recordsOf(services, nodes), partials: await partialsOf(services, nodes) };
  if (!isNothing(files)) return files;
  if (args.length === 0) return pickOnDisk(services, t('Remove From Cache'));
  if (nodes.length > 0) await services.ui.inform(t('None of these is in the cache.'));
  return files;
}

/**
 * Tries each. Kept files are removed only if they were named. Returns the freed bytes; throws the first failure at the end.
 */
export async function removeFromDisk(
  { engine, downloads }: Services,
  { records, partials }: FilesOnDisk,
): Promise<number> {
  const { cache } = engine.get();
  const files = records.map(({ key }) => key);
  const partialKeys = partials.map(({ key }) => key);
  const outcomes = await Promise.allSettled([
    cache.evict(files, { alsoKept: records.some(({ kept }) => kept) }),
    cache.dropPartials(partialKeys),
  ]);
  downloads.clear([...files, ...partialKeys]);
  const left = new Set((await cache.list()).map(({ key }) => key));
  await sweepNamedFiles(engine.directory, (key) => left.has(key));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
  return outcomes.reduce((sum, outcome) => sum + (outcome.status === 'fulfilled' ? outcome.value : 0), 0);
}

export function isNothing({ records, partials }: FilesOnDisk): boolean {
  return records.length + partials.length === 0;
}

/** The bytes that removing these frees; bytes shared with other records are kept. */
export function freedBytes({ records, partials }: FilesOnDisk, all: readonly AssetRecord[]): number {
  const gone = new Set(records.map(({ key }) => key));
  const shared = new Set(all.filter(({ key }) => !gone.has(key)).map(({ sha256 }) => sha256));
  const blobs = new Map(
    records.filter((record) => isHere(record) && !shared.has(record.sha256)).map((record) => [record.sha256, record]),
  );
  const sizes = [...blobs.values()].map(({ sizeBytes }) => sizeBytes);
  return [...sizes, ...partials.map(({ receivedBytes }) => receivedBytes)].reduce((sum, size) => sum + size, 0);
}

/** `tool.zip`, or as `howMuch` */
function what(files: FilesOnDisk): string {
  const { records, partials } = files;
  const name = records[0]?.name ?? partials[0]?.asset.name ?? '';
  return records.length + partials.length === 1 ? plain(name, 80) : howMuch(files);
}

/** `12 files and 2 partial downloads` */
export function howMuch({ records, partials }: FilesOnDisk): string {
  const files = records.length > 0 ? [plural(records.length, '{0} file', '{0} files')] : [];
  const partial = partials.length > 0 ? [plural(partials.length, '{0} partial download', '{0} partial downloads')] : [];
  return enumerate([...files, ...partial], 'and');
}

export function evictDetail({ records }: FilesOnDisk, frees: number, missed: MissedFiles): string {
  const keptCount = records.filter(({ kept }) => kept).length;
  return [
    t('This frees {0}.', formatSize(frees)),
    ...(keptCount > 0 ? [t('You keep {0} of them in the cache.', keptCount)] : []),
    ...missedSentences(missed),
    t('What the instance still has can be downloaded again.'),
  ].join(' ');
}
