import type { Services } from '../services.ts';
import { isHere, recordKey } from '../../engine/index.ts';
import { downloadAssets } from './download.ts';
import { reveal } from './reveal.ts';
import { assetsOf, nodesOf } from '../choose/targets.ts';

/**
 * Enter: downloads a file that is not here, resumes a partial one, and reveals one that is here. The key has already
 * selected the row, which opens or folds rows with children and runs a row's own command; those need nothing more.
 */
export async function openSelected(services: Services, ...args: readonly unknown[]): Promise<void> {
  const nodes = nodesOf(services, args);
  const here = new Set(
    services.records
      .list()
      .filter(isHere)
      .map(({ key }) => key),
  );
  const wanted = nodes.filter(
    (node) => node.kind === 'cachePartial' || (node.kind === 'asset' && !here.has(recordKey(node.asset))),
  );
  if (wanted.length > 0) return downloadAssets(services, await assetsOf(services, wanted));
  const file = nodes.find(({ kind }) => kind === 'asset' || kind === 'cacheFile');
  if (file) await reveal(services, file);
}
