import type { Services } from '../services.ts';
import { downloadAssets } from './download.ts';
import { stoppedAssets } from '../choose/pickStopped.ts';

/** Goes on with downloads that stopped: those of the rows, or what is picked. Resolves when all have ended. */
export async function resume(services: Services, ...args: readonly unknown[]): Promise<void> {
  const assets = await stoppedAssets(services, args);
  if (assets.length > 0) await downloadAssets(services, assets);
}
