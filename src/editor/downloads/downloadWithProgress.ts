import { recordKey, systemClock } from '../../engine/index.ts';
import type { Asset, Clock } from '../../engine/index.ts';
import { plain } from '../../words/format.ts';
import { isSlow } from '../isSlow.ts';
import type { Services } from '../services.ts';
import type { Report } from '../ui/ui.ts';
import { donePercent, progressLine } from './downloadWords.ts';
import type { DownloadOutcome, StartOptions } from './downloads.ts';

type Shown = Pick<Services, 'downloads' | 'ui'>;

/**
 * Downloads files and shows progress: for one file in a notification once it takes a second, for several in the status bar,
 * which follows by itself. Resolves when all have ended; never rejects.
 */
export async function downloadWithProgress(
  services: Shown,
  assets: readonly Asset[],
  options: StartOptions,
  clock: Clock = systemClock,
): Promise<readonly DownloadOutcome[]> {
  const work = services.downloads.start(assets, options);
  const [only] = assets;
  if (only && assets.length === 1) await untilDone(services, only, work, clock);
  return work;
}

async function untilDone(services: Shown, asset: Asset, work: Promise<unknown>, clock: Clock): Promise<void> {
  if (!(await isSlow(work, clock))) return;
  const { downloads, ui } = services;
  const key = recordKey(asset);
  const state = downloads.state(key);
  if (!state || state.phase === 'failed' || downloads.tally.startedCount > 1) return;
  await ui.progress(plain(asset.name, 60), async (report, signal) => {
    // The editor offers only "Cancel" here. It keeps the part received, and the row offers the rest.
    signal.addEventListener('abort', () => downloads.stop(key), { once: true });
    await following(services, key, report, work);
  });
}

async function following({ downloads }: Shown, key: string, report: Report, work: Promise<unknown>): Promise<void> {
  const tell = (): void => {
    const state = downloads.state(key);
    if (state) report(progressLine(state), donePercent(state));
  };
  tell();
  const listener = downloads.onDidChange((keys) => {
    if (keys.includes(key)) tell();
  });
  await work.finally(() => listener.dispose());
}
