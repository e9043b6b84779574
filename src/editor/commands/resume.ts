import type { Services } from '../services.ts';
import { downloadAssets } from './download.ts';
import { partialAssets } from '../choose/pickPartial.ts';

/** Goes on with downloads that stopped: those of the rows, or what is picked. Resolves when all have ended. */
export async function resume(services: Services, ...args: readonly unknown[]): Promise<void> {
  const assets = await partialAssets(services, args);
  if (assets.length > 0) await downloadAssets(services, assets);
}
