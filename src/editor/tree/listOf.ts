import type { TreeNode } from './nodes.ts';

/** The row whose list this row is in, or the row itself if it has a list. */
export function listOf(row: TreeNode): TreeNode | undefined {
  if (row.kind === 'asset' || row.kind === 'evidenceFiles') return row.parent && listOf(row.parent);
  return row.kind === 'more' || row.kind === 'message' ? row.parent : row;
}
