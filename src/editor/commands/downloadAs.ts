import type { Asset } from '../../engine/index.ts';
import { reportOutcomes } from '../downloads/reportOutcomes.ts';
import type { DownloadOutcome } from '../downloads/downloads.ts';
import { downloadWithProgress } from '../downloads/downloadWithProgress.ts';
import { saveTo } from '../downloads/saveTo.ts';
import type { Services } from '../services.ts';
import { showFailureOf } from '../inBackground.ts';
import { chosenAssets } from '../choose/targets.ts';
import { askForAssets } from '../choose/pickAsset.ts';
import { t } from '../../words/translate.ts';

/** Saves files where the user says, from the cache or the network: one under a name, several in a folder. */
export async function downloadAs(services: Services, ...args: readonly unknown[]): Promise<void> {
  await saveAssets(services, await chosenAssets(services, args, () => askForAssets(services, t('Download As'))));
}

/** Asks for the destination before downloading anything. */
export async function saveAssets(services: Services, assets: readonly Asset[]): Promise<void> {
  const [only, ...others] = assets;
  if (!only) return;
  const isFolder = others.length > 0;
  const { ui } = services;
  const target = await (isFolder ? ui.chooseFolder(t('Save Files In')) : ui.saveAs(only.name, t('Download As')));
  if (!target) return;
  const outcomes = await downloadWithProgress(services, assets, { toShow: true });
  showFailureOf(services, reportFailures(services, outcomes));
  const done = outcomes.filter((outcome) => outcome.state === 'done').map(({ found }) => found);
  const elsewhere = (left: readonly Asset[]): Promise<void> => saveAssets(services, left);
  if (done.length > 0) await saveTo(services, done, { target, isFolder, elsewhere });
}

/**
 * Success is reported with the place. A failure is reported like that of any download; trying again asks the same question.
 */
function reportFailures(services: Services, outcomes: readonly DownloadOutcome[]): Promise<void> {
  const failures = outcomes.filter(({ state }) => state === 'failed');
  const again = (assets: readonly Asset[]): Promise<void> => saveAssets(services, assets);
  return reportOutcomes(services, failures, { reveal: () => Promise.resolve(), saveAs: again, retry: again });
}
