import { chooseDownload } from '../choose/chooseDownload.ts';
import type { Services } from '../services.ts';
import { cancel } from './cancel.ts';
import { downloadAssets } from './download.ts';

/** Lists active and paused downloads. Choosing one pauses or resumes it. */
export async function showDownloads(services: Services): Promise<void> {
  const { pause = [], resume = [], cancel: isToCancel } = await chooseDownload(services);
  for (const key of pause) services.downloads.stop(key);
  if (resume.length > 0) await downloadAssets(services, resume);
  if (isToCancel) await cancel(services);
}
