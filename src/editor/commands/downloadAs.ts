import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { saveNew, saveOver } from '../../engine/index.ts';
import type { Asset, CachedAsset, CopyTo } from '../../engine/index.ts';
import { reportOutcomes } from '../downloads/reportOutcomes.ts';
import type { DownloadOutcome } from '../downloads/downloads.ts';
import { distinctNames, withCopy } from '../downloads/saveFiles.ts';
import { downloadWithProgress } from '../downloads/downloadWithProgress.ts';
import { savedSentence } from '../downloads/downloadWords.ts';
import type { Services } from '../services.ts';
import { canRevealInOS, revealInOS } from '../desktop.ts';
import { showFailureOf } from '../inBackground.ts';
import { chosenAssets } from '../choose/chosenAssets.ts';
import { askForAssets } from '../choose/pickAsset.ts';
import { t } from '../../words/translate.ts';

/** Saves files where the user says, from the cache or the network: one under a name, several in a folder. */
export async function downloadAs(services: Services, ...args: readonly unknown[]): Promise<void> {
  await saveAssets(services, await chosenAssets(services, args, () => askForAssets(services, t('Download As'))));
}

/** Asks for the destination before downloading anything. */
export async function saveAssets(services: Services, assets: readonly Asset[]): Promise<void> {
  const [only] = assets;
  if (!only) return;
  const one = assets.length === 1;
  const { ui } = services;
  const target = await (one ? ui.saveAs(only.name, t('Download As')) : ui.chooseFolder(t('Save Files In')));
  if (!target) return;
  const outcomes = await downloadWithProgress(services, assets, { toShow: true });
  const done = outcomes.filter((outcome) => outcome.state === 'done').map(({ found }) => found);
  const [first] = done;
  if (first) {
    const saved = one ? await saveOne(services, first, target) : await saveMany(services, done, target);
    showFailureOf(services, tellSaved(services, done, saved));
  }
  showFailureOf(services, reportFailures(services, outcomes));
}

/**
 * Success is reported with the place. A failure is reported like that of any download; trying again asks the same question.
 */
function reportFailures(services: Services, outcomes: readonly DownloadOutcome[]): Promise<void> {
  const failures = outcomes.filter(({ state }) => state === 'failed');
  const again = (assets: readonly Asset[]): Promise<void> => saveAssets(services, assets);
  return reportOutcomes(services, failures, { reveal: () => Promise.resolve(), saveAs: again, retry: again });
}

/** The copy is compared with the record as it is written. */
function copyOf({ engine }: Services, found: CachedAsset): CopyTo {
  return (to) => engine.get().cache.copyTo(found, to);
}

async function saveOne(services: Services, found: CachedAsset, target: vscode.Uri): Promise<vscode.Uri> {
  const copyTo = copyOf(services, found);
  if (target.scheme === 'file') await saveOver(copyTo, target.fsPath);
  else await saveElsewhere(copyTo, target, true);
  return target;
}

/** Nothing in the folder is overwritten: a name that is taken gets a number. */
async function saveMany(services: Services, files: readonly CachedAsset[], folder: vscode.Uri): Promise<vscode.Uri> {
  const local = folder.scheme === 'file';
  const taken = local
    ? await readdir(folder.fsPath)
    : (await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name);
  const names = distinctNames(
    files.map(({ record }) => record.name),
    taken,
  );
  for (const [index, found] of files.entries()) {
    const name = names[index] ?? 'file';
    const copyTo = copyOf(services, found);
    if (local) await saveNew(copyTo, join(folder.fsPath, name));
    else await saveElsewhere(copyTo, vscode.Uri.joinPath(folder, name), false);
  }
  return folder;
}

/** For a file system that only the editor can reach. */
async function saveElsewhere(copyTo: CopyTo, target: vscode.Uri, overwrite: boolean): Promise<void> {
  await withCopy(copyTo, async (path) => vscode.workspace.fs.copy(vscode.Uri.file(path), target, { overwrite }));
}

async function tellSaved({ ui }: Services, done: readonly CachedAsset[], saved: vscode.Uri): Promise<void> {
  const target = saved.scheme === 'file' ? saved.fsPath : saved.path;
  const actions = saved.scheme === 'file' && canRevealInOS() ? [t('Reveal')] : [];
  const chosen = await ui.inform(
    savedSentence(
      done.map(({ record }) => record),
      target,
    ),
    ...actions,
  );
  if (chosen === t('Reveal')) await revealInOS(saved);
}
