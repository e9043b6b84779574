import type { TreeNode } from './nodes.ts';

const KINDS: ReadonlySet<string> = new Set<TreeNode['kind']>([
  'workspace',
  'instance',
  'owner',
  'repository',
  'packages',
  'package',
  'version',
  'asset',
  'more',
  'message',
]);

/** Whether an argument is a row of the artifact tree: commands may be run by anybody with anything. */
export function isTreeNode(value: unknown): value is TreeNode {
  if (typeof value !== 'object' || value === null || !('kind' in value) || !('id' in value)) return false;
  return typeof value.kind === 'string' && typeof value.id === 'string' && KINDS.has(value.kind);
}
