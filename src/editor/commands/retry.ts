import type { Services } from '../services.ts';
import { isTreeNode } from '../tree/isTreeNode.ts';

/** Loads again the rows that a message stands in for, also from a server that asked to wait. */
export async function retry({ tree, engine }: Pick<Services, 'tree' | 'engine'>, node?: unknown): Promise<void> {
  if (!isTreeNode(node)) return;
  if ('instance' in node) await engine.get().askAgain(new URL(node.instance).host);
  await tree.refresh(node);
}
