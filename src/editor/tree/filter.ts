import type { TreeNode } from './nodes.ts';

/**
 * The rows that a filter leaves. It removes only versions and files, by their full names or their labels, ignoring case;
 * rows that lead to matches and messages stay. A version stays for one of its files, as do folded files, and a file for its
 * version, package or repository. Pure: `known` returns the rows loaded below a row.
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
  if (row.kind === 'evidenceFiles') {
    return matches([...namesOf(row), ...row.files.flatMap(({ asset, label }) => [asset.name, label])], text);
  }
  if (row.kind !== 'version' && row.kind !== 'asset') return true;
  if (matches(namesOf(row), text)) return true;
  return row.kind === 'version' && matches(fileNames(row, known), text);
}

function matches(names: readonly string[], text: string): boolean {
  return names.some((name) => name.toLowerCase().includes(text));
}

/** Its own name and those of the rows above it, up to the repository or package. */
function namesOf(row: TreeNode): readonly string[] {
  const above = row.parent ? namesOf(row.parent) : [];
  switch (row.kind) {
    case 'asset':
      return [row.asset.name, row.label, ...above];
    case 'evidenceFiles':
      return above;
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
  return known(row).flatMap((file) => {
    if (file.kind === 'evidenceFiles') return file.files.map(({ asset }) => asset.name);
    return file.kind === 'asset' ? [file.asset.name] : [];
  });
}
