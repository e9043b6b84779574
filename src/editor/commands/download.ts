import type { Asset } from '../../engine/index.ts';
import { reportOutcomes } from '../downloads/reportOutcomes.ts';
import type { DownloadOutcome } from '../downloads/downloads.ts';
import { downloadWithProgress } from '../downloads/downloadWithProgress.ts';
import type { Services } from '../services.ts';
import { saveAssets } from './downloadAs.ts';
import { showFailureOf } from '../inBackground.ts';
import { askForAssets } from '../choose/pickAsset.ts';
import { revealAsset } from './reveal.ts';
import { assetsOf, nodesOf } from '../choose/targets.ts';
import { t } from '../../words/translate.ts';

/** Downloads the files of the rows, or those the user picks. Resolves when all have ended. */
export async function download(services: Services, ...args: readonly unknown[]): Promise<void> {
  const nodes = nodesOf(services, args);
  const assets = await assetsOf(services, nodes);
  if (assets.length > 0) return downloadAssets(services, assets);
  if (nodes.some(({ kind }) => kind === 'version')) {
    await services.ui.inform(t('There are no files in this version.'));
    return;
  }
  const picked = await askForAssets(services, t('Download'));
  if (picked) await downloadAssets(services, picked);
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
