import { isEngineError, recordKey } from '../../engine/index.ts';
import type { Asset, Change } from '../../engine/index.ts';
import type { Services } from '../services.ts';
import { verifyFile } from '../trust/verifyFiles.ts';
import { trustTargetName } from '../choose/trustTarget.ts';
import { changeDetail } from '../../words/acceptWords.ts';
import { plain } from '../../words/format.ts';
import { chosenAssets } from '../choose/targets.ts';
import { cachedTargets } from '../choose/pickRecord.ts';
import { assetOf } from '../choose/recordTargets.ts';
import { t } from '../../words/translate.ts';

/** Shows how a file changed; once accepted, the same change is not reported again for that owner. */
export async function acceptChange(services: Services, ...args: readonly unknown[]): Promise<void> {
  const ask = async (): Promise<readonly Asset[]> =>
    (await cachedTargets(services, [], t('Accept Change'))).map(assetOf);
  for (const asset of await chosenAssets(services, args, ask)) await acceptOne(services, asset);
}

async function acceptOne(services: Services, asset: Asset): Promise<void> {
  const { ui, engine, downloads } = services;
  const name = plain(asset.name, 80);
  const changes = await changesOf(services, asset);
  if (changes.length === 0) {
    await ui.inform(t('There is nothing to accept for {0}.', name));
    return;
  }
  const owner = trustTargetName(services, { instance: asset.instance, owner: asset.source.owner });
  if (!(await ui.confirm(t('Accept how {0} changed?', name), changeDetail(changes, owner), t('Accept')))) return;
  await engine.get().accept(asset, changes);
  downloads.clear([recordKey(asset)]);
  if (!(await verifyFile(services, asset))) await ui.inform(t('Accepted. Download {0} again.', name));
}

/** The changes as the record has them, or the failure that the row shows. */
async function changesOf({ engine, downloads }: Services, asset: Asset): Promise<readonly Change[]> {
  const key = recordKey(asset);
  const record = await engine.get().record(key);
  const state = downloads.state(key);
  const failed = state?.phase === 'failed' && isEngineError(state.error, 'changed') ? state.error.facts.changes : [];
  const recorded = record?.evidence.changes ?? [];
  return recorded.length > 0 ? recorded : failed;
}
