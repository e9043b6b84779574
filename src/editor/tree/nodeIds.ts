import type { TreeNode } from './nodes.ts';

/**
 * The id of a row: its parent's id followed by its own part, so that one repository may appear in several places. Names are
 * encoded, as they may contain any character.
 */
export function childId(parent: TreeNode | undefined, kind: TreeNode['kind'], ...names: readonly string[]): string {
  const own = [kind, ...names.map(encode)].join(':');
  return parent ? `${parent.id}/${own}` : own;
}

function encode(name: string): string {
  return encodeURIComponent(name.toWellFormed());
}
