import type { PartialDownload } from '../../engine/index.ts';
import { progressLine } from '../downloads/downloadWords.ts';
import type { ActiveDownload } from '../downloads/downloads.ts';
import { count, plain } from '../../words/format.ts';
import type { Services } from '../services.ts';
import type { PickItem } from '../ui/ui.ts';
import { partialItem } from './pickRecord.ts';

/** Downloads that are under way or wait, and those that are paused. */
export interface DownloadsThere {
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

/** What choosing does, and to what end. */
interface StopAction {
  readonly verb: 'Pause' | 'Cancel';
  readonly placeholder: string;
}

/** The keys of the downloads that the person chooses: one, or all. Says so when there are none. */
export async function pickDownloads(
  { ui }: Pick<Services, 'ui'>,
  { active, paused }: DownloadsThere,
  { verb, placeholder }: StopAction,
): Promise<readonly string[]> {
  const all = [...active, ...paused].map(({ key }) => key);
  if (all.length === 0) {
    await ui.inform(verb === 'Pause' ? 'No downloads are under way.' : 'No downloads are under way or paused.');
    return [];
  }
  const items: PickItem<readonly string[]>[] = [
    ...active.map((one) => activeItem(one, [one.key])),
    ...paused.map((one) => partialItem(one, [one.key])),
  ];
  const icon = verb === 'Pause' ? 'debug-pause' : 'close-all';
  if (all.length > 1) items.push({ label: `${verb} all ${all.length}`, icon, value: all });
  return (await ui.pick(items, { title: count(all.length, 'download'), placeholder })) ?? [];
}

export function activeItem<T>({ name, state }: ActiveDownload, value: T): PickItem<T> {
  return {
    label: plain(name),
    description: progressLine(state),
    icon: state.phase === 'queued' || state.phase === 'waiting' ? 'watch' : 'sync',
    value,
  };
}
