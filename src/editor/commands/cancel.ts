import { recordKey } from '../../engine/index.ts';
import type { Services } from '../services.ts';
import { showDownloads } from './showDownloads.ts';
import { nodesOf } from './targets.ts';

/** Stops the downloads of the rows; without one of those, lets the person choose. What was received is kept. */
export async function cancel(services: Services, ...args: readonly unknown[]): Promise<void> {
  const { downloads } = services;
  const keys = nodesOf(services, args).flatMap((node) => (node.kind === 'asset' ? [recordKey(node.asset)] : []));
  const active = keys.filter((key) => downloads.active.some((download) => download.key === key));
  if (active.length === 0) return showDownloads(services);
  for (const key of active) downloads.cancel(key);
}
