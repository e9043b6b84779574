import type { TreeNode } from './nodes.ts';

/**
 * The id of a row: that of its parent with its own part after it, so that one repository may be in several places. Names
 * are encoded, as they may hold any character.
 */
export function childId(parent: TreeNode | undefined, kind: TreeNode['kind'], ...names: readonly string[]): string {
  const own = [kind, ...names.map(encode)].join(':');
  return parent ? `${parent.id}/${own}` : own;
}

function encode(name: string): string {
  return encodeURIComponent(name.toWellFormed());
}
