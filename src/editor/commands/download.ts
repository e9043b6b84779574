import type { Asset } from '../../engine/index.ts';
import { reportOutcomes } from '../downloads/reportOutcomes.ts';
import type { DownloadOutcome } from '../downloads/downloads.ts';
import { downloadWithProgress } from '../downloads/downloadWithProgress.ts';
import type { Services } from '../services.ts';
import { saveAssets } from './downloadAs.ts';
import { showFailureOf } from '../inBackground.ts';
import { chosenAssets } from '../choose/targets.ts';
import { askForAssets } from '../choose/pickAsset.ts';
import { revealAsset } from './reveal.ts';
import { t } from '../../words/translate.ts';

/** Downloads the files of the rows, or those the user picks. Resolves when all have ended. */
export async function download(services: Services, ...args: readonly unknown[]): Promise<void> {
  const assets = await chosenAssets(services, args, () => askForAssets(services, t('Download')));
  if (assets.length > 0) await downloadAssets(services, assets);
}

export async function downloadAssets(services: Services, assets: readonly Asset[]): Promise<void> {
  const outcomes = await downloadWithProgress(services, assets, { toShow: true });
  showFailureOf(services, reportDownloads(services, outcomes));
}

/** Says how downloads ended, with the buttons that help. Resolves when the message is closed. */
export async function reportDownloads(services: Services, outcomes: readonly DownloadOutcome[]): Promise<void> {
  await reportOutcomes(services, outcomes, {
    reveal: (asset) => revealAsset(services, asset),
    saveAs: (chosen) => saveAssets(services, chosen),
    retry: (chosen) => downloadAssets(services, chosen),
  });
}
