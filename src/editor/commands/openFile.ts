import * as vscode from 'vscode';
import type { Asset, CachedAsset } from '../../engine/index.ts';
import { formatSize, plain } from '../../words/format.ts';
import { askForAssets } from '../choose/pickAsset.ts';
import { assetsOf, nodesOf } from '../choose/targets.ts';
import { documentUri } from '../documents/documents.ts';
import { TEXT_LIMIT_BYTES, readFileText } from '../documents/fileText.ts';
import { downloadWithProgress } from '../downloads/downloadWithProgress.ts';
import { showFailureOf } from '../inBackground.ts';
import type { Services } from '../services.ts';
import { reportDownloads } from './download.ts';
import { t } from '../../words/translate.ts';

/** Opens text files in the editor, downloading them first if needed. Says so if a file is not text. */
export async function openFile(services: Services, ...args: readonly unknown[]): Promise<void> {
  const files = nodesOf(services, args).filter(({ kind }) => kind === 'asset' || kind === 'cacheFile');
  const assets = files.length > 0 ? await assetsOf(services, files) : await askForAssets(services, t('Open'));
  for (const asset of assets ?? []) await openAsset(services, asset);
}

async function openAsset(services: Services, asset: Asset): Promise<void> {
  const { ui } = services;
  // Checked first, so that the user does not wait for a large file only to learn that it is too large.
  if ((asset.sizeBytes ?? 0) > TEXT_LIMIT_BYTES) {
    await ui.inform(tooLarge(asset, asset.sizeBytes));
    return;
  }
  const found = await obtainShown(services, asset);
  if (!found) return;
  const read = await readFileText(found.path);
  if (read.ok) {
    await vscode.commands.executeCommand('vscode.open', documentUri('text', { kind: 'asset', asset }));
    return;
  }
  const why = read.reason === 'binary' ? isBinary(asset) : tooLarge(asset, found.record.sizeBytes);
  await ui.inform(why);
}

/** The file on this machine; `undefined` if the download failed, after the user has been told. */
async function obtainShown(services: Services, asset: Asset): Promise<CachedAsset | undefined> {
  const outcomes = await downloadWithProgress(services, [asset], { toShow: true });
  const [outcome] = outcomes;
  if (outcome?.state === 'done') return outcome.found;
  showFailureOf(services, reportDownloads(services, outcomes));
  return undefined;
}

function isBinary({ name }: Asset): string {
  return t('{0} is a binary file and cannot be shown as text.', plain(name, 80));
}

function tooLarge({ name }: Asset, sizeBytes = 0): string {
  const limit = formatSize(TEXT_LIMIT_BYTES);
  return t('{0} is {1}. Open shows text files up to {2}.', plain(name, 80), formatSize(sizeBytes), limit);
}
