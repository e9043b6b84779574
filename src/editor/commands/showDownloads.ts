import { progressLine } from '../downloads/downloadWords.ts';
import { count, plain } from '../words/format.ts';
import type { Services } from '../services.ts';
import type { PickItem } from '../ui/ui.ts';

const ALL = 'all';

/** What is under way; choosing one cancels it. */
export async function showDownloads({ downloads, ui }: Services): Promise<void> {
  const { active } = downloads;
  if (active.length === 0) return void ui.inform('No downloads are under way.');
  const items: PickItem<string>[] = active.map(({ key, name, state }) => ({
    label: plain(name),
    description: progressLine(state),
    icon: state.phase === 'queued' || state.phase === 'waiting' ? 'watch' : 'sync',
    value: key,
  }));
  if (active.length > 1) items.push({ label: `Cancel all ${active.length}`, icon: 'close-all', value: ALL });
  const title = count(active.length, 'download');
  const chosen = await ui.pick(items, { title, placeholder: 'Choose one to cancel it' });
  if (chosen === ALL) downloads.cancelAll();
  else if (chosen !== undefined) downloads.cancel(chosen);
}
