import type { TreeNode } from './nodes.ts';

/**
 * The rows that a filter leaves. Only versions and files are left out, by their names and in any case: what leads to them
 * stays, and so does what is said. A version stays for one of its files, and a file for its version, its package or its
 * repository. Pure: `known` gives the rows that were loaded below a row.
 */
export function filterRows(
  rows: readonly TreeNode[],
  filter: string | undefined,
  known: (node: TreeNode) => readonly TreeNode[],
): readonly TreeNode[] {
  if (filter === undefined) return rows;
  const text = filter.toLowerCase();
  return rows.filter((row) => isLeft(row, text, known));
}

function isLeft(row: TreeNode, text: string, known: (node: TreeNode) => readonly TreeNode[]): boolean {
  if (row.kind !== 'version' && row.kind !== 'asset') return true;
  if (namesOf(row).some((name) => name.toLowerCase().includes(text))) return true;
  return row.kind === 'version' && fileNames(row, known).some((name) => name.toLowerCase().includes(text));
}

/** Its own name and those of the rows above it, as far as they name one thing. */
function namesOf(row: TreeNode): readonly string[] {
  const above = row.parent ? namesOf(row.parent) : [];
  switch (row.kind) {
    case 'asset':
      return [row.asset.name, ...above];
    case 'version':
      return [row.version, row.release?.title ?? '', ...above];
    case 'package':
      return [row.package.name, ...above];
    case 'repository':
      return [row.repo, ...above];
    default:
      return [];
  }
}

function fileNames(
  row: Extract<TreeNode, { kind: 'version' }>,
  known: (node: TreeNode) => readonly TreeNode[],
): readonly string[] {
  if (row.release) return row.release.assets.map(({ name }) => name);
  return known(row).flatMap((file) => (file.kind === 'asset' ? [file.asset.name] : []));
}
