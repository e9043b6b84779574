import type { TreeNode } from './nodes.ts';

/** The row whose list this row is in, or the row itself if it has a list. */
export function listOf(row: TreeNode): TreeNode | undefined {
  if (row.kind === 'asset' || row.kind === 'evidenceFiles') return row.parent && listOf(row.parent);
  return row.kind === 'more' || row.kind === 'message' ? row.parent : row;
}

/** The record keys of the files among these rows that are below a row, or of all files. */
export function keysBelow(top: TreeNode | undefined, rows: readonly TreeNode[]): readonly string[] {
  const isBelow = (node: TreeNode | undefined): boolean => node === top || (node !== undefined && isBelow(node.parent));
  return rows.flatMap((node) => (node.kind === 'asset' && isBelow(node) ? [node.key] : []));
}
