import type { Asset } from '../../engine/index.ts';
import type { Services } from '../services.ts';
import { assetsOf, nodesOf } from './targets.ts';
import { t } from '../../words/translate.ts';

/**
 * The files that a command acts on: those of the rows or, in the palette, those that `ask` returns. None when dismissed, and
 * for rows without files; it says so for a version.
 */
export async function chosenAssets(
  services: Services,
  args: readonly unknown[],
  ask: () => Promise<readonly Asset[] | undefined>,
): Promise<readonly Asset[]> {
  const nodes = nodesOf(services, args);
  const assets = await assetsOf(services, nodes);
  if (assets.length > 0) return assets;
  if (nodes.some(({ kind }) => kind === 'version')) {
    await services.ui.inform(t('There are no files in this version.'));
    return [];
  }
  return args.length > 0 ? [] : ((await ask()) ?? []);
}
