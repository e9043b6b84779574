import type { Services } from '../services.ts';
import { openDocument } from './showDetails.ts';
import { assetOf } from '../choose/recordTargets.ts';
import { verify } from './verify.ts';

/** Verifies files; for a single intact one, opens the report. */
export async function verifyAndShow(services: Services, ...args: readonly unknown[]): Promise<void> {
  const record = await verify(services, ...args);
  if (record) await openDocument('evidence', { kind: 'asset', asset: assetOf(record) });
}
