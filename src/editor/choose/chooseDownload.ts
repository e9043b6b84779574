import type { Asset } from '../../engine/index.ts';
import type { Services } from '../services.ts';
import type { PickItem } from '../ui/ui.ts';
import { activeItem, downloadsThere } from './pickDownloads.ts';
import { partialItem } from './pickRecord.ts';
import { t } from '../../words/translate.ts';

/** What to do with downloads. */
interface DownloadChoice {
  readonly pause?: readonly string[];
  readonly resume?: readonly Asset[];
  /** Ask which. */
  readonly cancel?: true;
}

/** Shows active and paused downloads, to pause or resume them. Tells the user if there are none. */
export async function chooseDownload(services: Services): Promise<DownloadChoice> {
  const { ui } = services;
  const { active, paused } = await downloadsThere(services);
  if (active.length + paused.length === 0) {
    await ui.inform(t('No downloads are in progress or paused.'));
    return {};
  }
  const items: PickItem<DownloadChoice>[] = [
    ...active.map((one) => activeItem(one, { pause: [one.key] })),
    ...paused.map((one) => partialItem(one, { resume: [one.asset] })),
  ];
  if (active.length > 1) {
    const value = { pause: active.map(({ key }) => key) };
    items.push({ label: t('Pause all {0}', active.length), icon: 'debug-pause', value });
  }
  if (paused.length > 1) {
    const value = { resume: paused.map(({ asset }) => asset) };
    items.push({ label: t('Resume all {0}', paused.length), icon: 'debug-continue', value });
  }
  items.push({ label: t('Cancel…'), icon: 'close', value: { cancel: true } });
  const title = t('Downloads: {0} in progress, {1} paused', active.length, paused.length);
  return (
    (await ui.pick(items, {
      title,
      placeholder: t('Choose a download to pause or resume. The part received is kept.'),
    })) ?? {}
  );
}
