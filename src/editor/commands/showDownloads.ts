import { progressLine } from '../downloads/downloadWords.ts';
import { count, plain } from '../words/format.ts';
import type { Services } from '../services.ts';
import type { PickItem } from '../ui/ui.ts';

const ALL = 'all';

/** What is under way; choosing one stops it, and keeps what came. */
export async function showDownloads({ downloads, ui }: Services): Promise<void> {
  const { active } = downloads;
  if (active.length === 0) return void ui.inform('No downloads are under way.');
  const items: PickItem<string>[] = active.map(({ key, name, state }) => ({
    label: plain(name),
    description: progressLine(state),
    icon: state.phase === 'queued' || state.phase === 'waiting' ? 'watch' : 'sync',
    value: key,
  }));
  if (active.length > 1) items.push({ label: `Pause all ${active.length}`, icon: 'debug-pause', value: ALL });
  const title = count(active.length, 'download');
  const chosen = await ui.pick(items, { title, placeholder: 'Choose one to pause it; what came is kept' });
  if (chosen === ALL) downloads.stopAll();
  else if (chosen !== undefined) void downloads.stop(chosen);
}
