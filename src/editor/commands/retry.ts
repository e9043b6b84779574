import type { Services } from '../services.ts';
import { isTreeNode } from '../tree/isTreeNode.ts';

/** Loads again the rows that a message stands in for, even from a server that limits requests. */
export async function retry(
  { tree, engine, instances }: Pick<Services, 'tree' | 'engine' | 'instances'>,
  node?: unknown,
): Promise<void> {
  if (!isTreeNode(node)) return;
  // The argument may come from any caller, so only a configured instance counts.
  const known = 'instance' in node ? instances.get(node.instance) : undefined;
  if (known) await engine.get().liftHold(new URL(known.setting.url).host);
  await tree.refresh(node);
}
