import type { Services } from '../services.ts';
import { isTreeNode } from '../tree/isTreeNode.ts';

/** Asks the instances again: for the given rows, or for everything. */
export async function refresh(services: Pick<Services, 'tree'>, node?: unknown, nodes?: unknown): Promise<void> {
  const { tree } = services;
  const given = Array.isArray(nodes) && nodes.length > 0 ? (nodes as unknown[]) : [node];
  const rows = given.filter(isTreeNode);
  if (rows.length === 0) return tree.refresh();
  await Promise.all(rows.map((row) => tree.refresh(row)));
}
