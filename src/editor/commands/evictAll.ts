import type { AssetRecord } from '../../engine/index.ts';
import type { FilesOnDisk } from '../cacheView/cacheNodes.ts';
import { formatSize } from '../../words/format.ts';
import type { Services } from '../services.ts';
import { freedBytes, howMuch, isNothing, removeFromDisk } from './evict.ts';
import { filesMissed } from '../choose/onlyCopy.ts';
import { missedSentences } from './missedSentences.ts';
import { showFailureOf } from '../inBackground.ts';
import { noFilesSentence, unreadableFilesSentence } from '../../words/unreadableFilesWords.ts';
import { plural, t } from '../../words/translate.ts';

/** Empties the cache. Kept files are removed only after a second question. */
export async function evictAll(services: Services): Promise<void> {
  const { cache } = services.engine.get();
  const { records: all, ...lost } = await cache.records();
  const kept = all.filter((record) => record.kept);
  const loose = { records: all.filter((record) => !record.kept), partials: await cache.partials() };
  if (isNothing(loose)) {
    if (kept.length === 0) {
      await services.ui.inform(noFilesSentence(lost));
      return;
    }
    return showFailureOf(services, offerKept(services, t('Every file in the cache is kept.'), kept));
  }
  const missed = missedSentences(await filesMissed(services, loose.records));
  const detail = [emptyDetail(loose, kept, all), ...missed].join(' ');
  const agreed = await services.ui.confirm(t('Empty the cache?'), detail, t('Empty Cache'));
  if (!agreed) return;
  const freed = t('{0} freed.', formatSize(await removeFromDisk(services, loose)));
  const summary = [freed, unreadableFilesSentence(lost)].filter(Boolean).join(' ');
  showFailureOf(services, offerKept(services, summary, kept));
}

/** `This removes 12 files and frees 1.2 GB. 2 kept files (300.0 MB) stay.` */
function emptyDetail(loose: FilesOnDisk, kept: readonly AssetRecord[], all: readonly AssetRecord[]): string {
  const removed = t('This removes {0} and frees {1}.', howMuch(loose), formatSize(freedBytes(loose, all)));
  if (kept.length === 0) return removed;
  const size = formatSize(keptBytes(kept));
  return `${removed} ${plural(kept.length, '{0} kept file ({1}) stays.', '{0} kept files ({1}) stay.', size)}`;
}

function keptBytes(kept: readonly AssetRecord[]): number {
  return freedBytes({ records: kept, partials: [] }, kept);
}

async function offerKept(services: Services, summary: string, kept: readonly AssetRecord[]): Promise<void> {
  const { ui } = services;
  if (kept.length === 0) {
    await ui.inform(summary);
    return;
  }
  const action = t('Remove Them Too…');
  const message = `${summary} ${plural(kept.length, '{0} file kept.', '{0} files kept.')}`;
  if ((await ui.inform(message, action)) !== action) return;
  const missed = missedSentences(await filesMissed(services, kept));
  const detail = [t('This frees {0}.', formatSize(keptBytes(kept))), ...missed].join(' ');
  const agreed = await ui.confirm(
    plural(kept.length, 'Remove {0} kept file too?', 'Remove {0} kept files too?'),
    detail,
    t('Remove'),
  );
  if (agreed)
    await ui.inform(t('{0} freed.', formatSize(await removeFromDisk(services, { records: kept, partials: [] }))));
}
