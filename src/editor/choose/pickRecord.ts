import { sourceName } from '../../engine/index.ts';
import type { AssetRecord, PartialDownload } from '../../engine/index.ts';
import type { FilesOnDisk } from '../cacheView/cacheNodes.ts';
import { evidenceIcon, evidenceWord } from '../../words/evidenceWords.ts';
import { formatAge, formatReceived, formatSize, plain } from '../../words/format.ts';
import type { Services } from '../services.ts';
import type { PickItem } from '../ui/ui.ts';
import { recordsOf } from './recordTargets.ts';
import { nodesOf } from './targets.ts';
import { t } from '../../words/translate.ts';
import { noFilesSentence, notInCacheSentence } from '../../words/unreadableFilesWords.ts';

/**
 * The cached files that a command acts on: those of the rows, or one picked from a list. If there are none, says so and
 * returns none.
 */
export async function cachedTargets(
  services: Services,
  args: readonly unknown[],
  title: string,
): Promise<readonly AssetRecord[]> {
  const nodes = nodesOf(services, args);
  const records = await recordsOf(services, nodes);
  if (records.length > 0) return records;
  if (args.length === 0) return pickRecord(services, title);
  if (nodes.length > 0) await services.ui.inform(notInCacheSentence(await services.engine.get().cache.records()));
  return [];
}

async function pickRecord({ engine, instances, ui }: Services, title: string): Promise<readonly AssetRecord[]> {
  const { records: found, ...lost } = await engine.get().cache.records();
  const records = found.toSorted((a, b) => b.usedAt - a.usedAt);
  if (records.length === 0) {
    await ui.inform(noFilesSentence(lost));
    return [];
  }
  const picked = await ui.pick(
    records.map((record) => recordItem(record, record, instances)),
    { title, placeholder: t('Downloaded files, last used first') },
  );
  return picked ? [picked] : [];
}

/** A whole or partial file. */
export async function pickOnDisk({ engine, instances, ui }: Services, title: string): Promise<FilesOnDisk> {
  const { cache } = engine.get();
  const [{ records, ...lost }, partials] = await Promise.all([cache.records(), cache.partials()]);
  if (records.length + partials.length === 0) {
    await ui.inform(noFilesSentence(lost));
    return NOTHING;
  }
  const items = [
    ...partials.map((partial) => ({
      at: partial.updatedAt,
      item: partialItem<FilesOnDisk>(partial, { records: [], partials: [partial] }),
    })),
    ...records.map((record) => ({
      at: record.usedAt,
      item: recordItem<FilesOnDisk>(record, { records: [record], partials: [] }, instances),
    })),
  ];
  const rows = items.sort((one, other) => other.at - one.at).map(({ item }) => item);
  return (
    (await ui.pick(rows, { title, placeholder: t('Downloaded files and partial downloads, last used first') })) ??
    NOTHING
  );
}

const NOTHING: FilesOnDisk = { records: [], partials: [] };

function recordItem<T>(record: AssetRecord, value: T, instances: Services['instances']): PickItem<T> {
  return {
    label: plain(record.name),
    description: `${formatSize(record.sizeBytes)} · ${evidenceWord(record)}`,
    detail: `${plain(sourceName(record.source))} ${plain(record.version)} · ${instances.nameOf(record.instance)}`,
    icon: evidenceIcon(record),
    value,
  };
}

/** For a partial file: `partial, 4.8 of 10.9 MB · stopped 2 hours ago` */
export function partialItem<T>({ asset, ...partial }: PartialDownload, value: T): PickItem<T> {
  return {
    label: plain(asset.name),
    description: t('partial, {0} · stopped {1}', formatReceived(partial), formatAge(partial.updatedAt, Date.now())),
    detail: `${plain(sourceName(asset.source))} ${plain(asset.version)}`,
    icon: 'debug-pause',
    value,
  };
}
