import type { Asset } from '../../engine/index.ts';
import type { Services } from '../services.ts';
import type { PickItem } from '../ui/ui.ts';
import { partialItem } from './pickRecord.ts';
import { partialsOf } from './recordTargets.ts';
import { nodesOf } from './targets.ts';
import { plural, t } from '../../words/translate.ts';

/** The partial files of the rows, or those the user picks. Says so if there are none. */
export async function partialAssets(services: Services, args: readonly unknown[]): Promise<readonly Asset[]> {
  const partials = await partialsOf(services, nodesOf(services, args));
  return partials.length > 0 ? partials.map(({ asset }) => asset) : pickPartial(services);
}

async function pickPartial({ engine, ui }: Services): Promise<readonly Asset[]> {
  const partials = await engine.get().cache.partials();
  if (partials.length === 0) {
    await ui.inform(t('There are no partial downloads.'));
    return [];
  }
  const items: PickItem<readonly Asset[]>[] = partials.map((partial) => partialItem(partial, [partial.asset]));
  if (partials.length > 1) {
    const assets = partials.map(({ asset }) => asset);
    items.push({
      label: plural(partials.length, 'All {0} download', 'All {0} downloads'),
      icon: 'debug-continue',
      value: assets,
    });
  }
  const options = { title: t('Resume Download'), placeholder: t('Partial downloads, newest first') };
  return (await ui.pick(items, options)) ?? [];
}
