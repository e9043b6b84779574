import type { Flow } from '../flow.ts';
import { isTreeNode } from '../tree/isTreeNode.ts';

/** Asks again for the rows in whose place a message stands. */
export async function retry(flow: Pick<Flow, 'tree'>, node?: unknown): Promise<void> {
  if (isTreeNode(node)) await flow.tree.refresh(node.kind === 'message' ? node.parent : node);
}
