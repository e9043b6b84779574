import { progressLine } from '../downloads/downloadWords.ts';
import { count, plain } from '../../words/format.ts';
import type { Services } from '../services.ts';
import type { PickItem } from '../ui/ui.ts';

/** What choosing does, and to what end. */
export interface Stop {
  readonly verb: 'Pause' | 'Cancel';
  readonly placeholder: string;
}

/** The keys of the downloads under way that the person chooses: one, or all. Says so when there are none. */
export async function pickActive({ downloads, ui }: Services, { verb, placeholder }: Stop): Promise<readonly string[]> {
  const { active } = downloads;
  if (active.length === 0) {
    await ui.inform('No downloads are under way.');
    return [];
  }
  const items: PickItem<readonly string[]>[] = active.map(({ key, name, state }) => ({
    label: plain(name),
    description: progressLine(state),
    icon: state.phase === 'queued' || state.phase === 'waiting' ? 'watch' : 'sync',
    value: [key],
  }));
  const icon = verb === 'Pause' ? 'debug-pause' : 'close-all';
  const all = active.map(({ key }) => key);
  if (active.length > 1) items.push({ label: `${verb} all ${active.length}`, icon, value: all });
  return (await ui.pick(items, { title: count(active.length, 'download'), placeholder })) ?? [];
}
