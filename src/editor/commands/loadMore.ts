import type { Services } from '../services.ts';
import { isTreeNode } from '../tree/isTreeNode.ts';

/** Loads the next page of the list that the row ends. */
export async function loadMore(services: Pick<Services, 'tree'>, node?: unknown): Promise<void> {
  if (isTreeNode(node)) await services.tree.loadMore(node);
}
