import * as vscode from 'vscode';
import { recordKey } from '../../engine/index.ts';
import type { Asset, AssetRecord } from '../../engine/index.ts';
import { plain } from '../../words/format.ts';
import type { Services } from '../services.ts';
import { canRevealInOS, revealInOS } from '../desktop.ts';
import { saveAssets } from './downloadAs.ts';
import { showFailureOf } from '../inBackground.ts';
import { namedCopy } from '../downloads/namedCopy.ts';
import { cachedTargets } from '../choose/pickRecord.ts';
import { assetOf } from '../choose/recordTargets.ts';
import { t } from '../../words/translate.ts';

/** Shows a file in the file manager, under its own name. If no file manager is in reach, says where the file is. */
export async function reveal(services: Services, ...args: readonly unknown[]): Promise<void> {
  const [record] = await cachedTargets(services, args, t('Reveal'));
  if (record) await revealRecord(services, record);
}

export async function revealAsset(services: Services, asset: Asset): Promise<void> {
  const record = await services.engine.get().record(recordKey(asset));
  if (record) return revealRecord(services, record);
  // Another window may have removed it since it was downloaded.
  await services.ui.inform(t('Not in the cache. Download it first.'));
}

async function revealRecord(services: Services, record: AssetRecord): Promise<void> {
  const path = await namedCopy(services, record, { toShow: true });
  if (path === undefined) return;
  if (canRevealInOS()) return revealInOS(vscode.Uri.file(path));
  showFailureOf(services, sayWhere(services, record, path));
}

async function sayWhere(services: Services, record: AssetRecord, path: string): Promise<void> {
  const { ui } = services;
  const chosen = await ui.inform(t('{0} is at {1}', plain(record.name, 80), path), t('Copy Path'), t('Save As…'));
  if (chosen === t('Copy Path')) await ui.copy(path);
  if (chosen === t('Save As…')) await saveAssets(services, [assetOf(record)]);
}
