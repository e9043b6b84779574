import type { Services } from '../services.ts';
import { recordKey } from '../../engine/index.ts';
import { downloadAssets } from './download.ts';
import { reveal } from './reveal.ts';
import { assetsOf, nodesOf } from '../choose/targets.ts';

/**
 * Enter: downloads what is not here, goes on with what stopped, and reveals what is here. The key selects the row first, and that alone has opened or closed
 * what holds others and run the command of a row that has one; so there is nothing left to do for those.
 */
export async function openSelected(services: Services, ...args: readonly unknown[]): Promise<void> {
  const nodes = nodesOf(services, args);
  const here = new Set(services.records.list().map(({ key }) => key));
  const wanted = nodes.filter(
    (node) => node.kind === 'cachePartial' || (node.kind === 'asset' && !here.has(recordKey(node.asset))),
  );
  if (wanted.length > 0) return downloadAssets(services, await assetsOf(services, wanted));
  const file = nodes.find(({ kind }) => kind === 'asset' || kind === 'cacheFile');
  if (file) await reveal(services, file);
}
