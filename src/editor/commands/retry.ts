import type { Services } from '../services.ts';
import { isTreeNode } from '../tree/isTreeNode.ts';

/** Asks again for the rows in whose place a message stands. */
export async function retry(services: Pick<Services, 'tree'>, node?: unknown): Promise<void> {
  if (isTreeNode(node)) await services.tree.refresh(node);
}
