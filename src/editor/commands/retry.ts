import type { Services } from '../services.ts';
import { isTreeNode } from '../tree/isTreeNode.ts';

/** Loads again the rows that a message stands in for. */
export async function retry(services: Pick<Services, 'tree'>, node?: unknown): Promise<void> {
  if (isTreeNode(node)) await services.tree.refresh(node);
}
