import type { PartialDownload } from '../../engine/index.ts';
import { progressLine } from '../downloads/downloadWords.ts';
import type { ActiveDownload } from '../downloads/downloads.ts';
import { plain } from '../../words/format.ts';
import type { Services } from '../services.ts';
import type { PickItem } from '../ui/ui.ts';
import { partialItem } from './pickRecord.ts';
import { plural, t } from '../../words/translate.ts';

/** Active, waiting and paused downloads. */
interface DownloadsThere {
  readonly active: readonly ActiveDownload[];
  readonly paused: readonly PartialDownload[];
}

/** @throws EngineError `storage` */
export async function downloadsThere({ downloads, engine }: Services): Promise<DownloadsThere> {
  const partials = await engine.get().cache.partials();
  const { active } = downloads;
  const keys = new Set(active.map(({ key }) => key));
  return { active, paused: partials.filter(({ key }) => !keys.has(key)) };
}

/** What to do with the chosen ones. */
interface StopAction {
  readonly action: 'pause' | 'cancel';
  readonly placeholder: string;
}

/** The keys of the downloads that the user chooses: one, or all. Says so if there are none. */
export async function pickDownloads(
  { ui }: Pick<Services, 'ui'>,
  { active, paused }: DownloadsThere,
  { action, placeholder }: StopAction,
): Promise<readonly string[]> {
  const all = [...active, ...paused].map(({ key }) => key);
  if (all.length === 0) {
    await ui.inform(
      action === 'pause' ? t('No downloads are in progress.') : t('No downloads are in progress or paused.'),
    );
    return [];
  }
  const items: PickItem<readonly string[]>[] = [
    ...active.map((one) => activeItem(one, [one.key])),
    ...paused.map((one) => partialItem(one, [one.key])),
  ];
  const icon = action === 'pause' ? 'debug-pause' : 'close-all';
  const label = action === 'pause' ? t('Pause all {0}', all.length) : t('Cancel all {0}', all.length);
  if (all.length > 1) items.push({ label, icon, value: all });
  return (await ui.pick(items, { title: plural(all.length, '{0} download', '{0} downloads'), placeholder })) ?? [];
}

export function activeItem<T>({ name, state }: ActiveDownload, value: T): PickItem<T> {
  return {
    label: plain(name),
    description: progressLine(state),
    icon: state.phase === 'queued' || state.phase === 'waiting' ? 'watch' : 'sync',
    value,
  };
}
