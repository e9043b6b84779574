import type { Services } from '../services.ts';
import { openDocument } from './showDetails.ts';
import { assetOf } from '../choose/targets.ts';
import { verify } from './verify.ts';

/** Verifies files; of a single one that is intact, the report opens. */
export async function verifyAndShow(services: Services, ...args: readonly unknown[]): Promise<void> {
  const record = await verify(services, ...args);
  if (record) await openDocument('evidence', { kind: 'asset', asset: assetOf(record) });
}
