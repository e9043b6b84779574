import type { TreeNode } from '../../src/editor/tree/nodes.ts';

/** Each row as its kind and its name. */
export function say(rows: readonly TreeNode[]): readonly string[] {
  return rows.map((row) => {
    switch (row.kind) {
      case 'repository':
        return `${row.listing} ${row.owner}/${row.repo}`;
      case 'owner':
        return `${row.listing} ${row.owner}`;
      case 'version':
        return `${row.version}${row.latest ? ' latest' : ''}`;
      case 'asset':
        return row.asset.name;
      case 'package':
        return `package ${row.package.name}`;
      case 'more':
        return `more ${row.shownCount} of ${row.totalCount}`;
      case 'message':
        return `${row.message}: ${row.text.split('. ')[0]}`;
      default:
        return row.kind;
    }
  });
}
