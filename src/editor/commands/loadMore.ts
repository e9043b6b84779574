import type { Flow } from '../flow.ts';
import { isTreeNode } from '../tree/isTreeNode.ts';

/** The next page of the list that the row ends. */
export async function loadMore(flow: Pick<Flow, 'tree'>, node?: unknown): Promise<void> {
  if (isTreeNode(node)) await flow.tree.loadMore(node);
}
