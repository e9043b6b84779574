import type { Services } from '../services.ts';
import { downloadAssets } from './download.ts';
import { partialAssets } from '../choose/pickPartial.ts';

/** Resumes the partial downloads of the rows, or those the user picks. Resolves when all have ended. */
export async function resume(services: Services, ...args: readonly unknown[]): Promise<void> {
  const assets = await partialAssets(services, args);
  if (assets.length > 0) await downloadAssets(services, assets);
}
