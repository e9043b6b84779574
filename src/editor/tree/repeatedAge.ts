import { formatTime } from '../../words/format.ts';
import type { TreeNode } from './nodes.ts';

interface Above {
  /** The rows loaded below a row; `undefined` is the root. */
  readonly known: (node: TreeNode | undefined) => readonly TreeNode[];
  /** The age shown in the row of an instance, milliseconds since the epoch. */
  readonly instanceAge: (instance: string) => number | undefined;
}

/** The rows below `node`, without one that repeats the age of a row above. Pure. */
export function withoutRepeatedAge(
  rows: readonly TreeNode[],
  node: TreeNode | undefined,
  above: Above,
): readonly TreeNode[] {
  if (!rows.some((row) => ageOf(row) !== undefined)) return rows;
  const shown = new Set(agesAbove(node, above).map(formatTime));
  return rows.filter((row) => {
    const at = ageOf(row);
    return at === undefined || !shown.has(formatTime(at));
  });
}

function agesAbove(node: TreeNode | undefined, above: Above): readonly number[] {
  if (!node) return [];
  const own = node.kind === 'instance' ? above.instanceAge(node.instance) : undefined;
  const siblings = above.known(node.parent).flatMap((row) => ageOf(row) ?? []);
  return [...(own === undefined ? [] : [own]), ...siblings, ...agesAbove(node.parent, above)];
}

function ageOf(row: TreeNode): number | undefined {
  return row.kind === 'message' ? row.fetchedAt : undefined;
}
