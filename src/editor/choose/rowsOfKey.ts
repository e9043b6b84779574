import { VIEWS } from '../ids.ts';
import type { Services } from '../services.ts';

type Views = Pick<Services, 'tree' | 'cacheTree' | 'installedTree'>;

/**
 * The arguments of a command as a menu passes them: a row, and all selected rows. A key can only pass the id of its view,
 * whose selection takes its place. `null` is no row, for a key in a view where nothing is selected: `undefined` would be the
 * palette, which uses the selection of other views or asks.
 */
export async function withRowsOfKey(views: Views, args: readonly unknown[]): Promise<readonly unknown[]> {
  const view = viewOf(views, args[0]);
  if (!view) return args;
  const rows = await view.selected();
  return [rows[0] ?? null, rows];
}

function viewOf({ tree, cacheTree, installedTree }: Views, id: unknown): Views[keyof Views] | undefined {
  switch (id) {
    case VIEWS.artifacts:
      return tree;
    case VIEWS.cache:
      return cacheTree;
    case VIEWS.installed:
      return installedTree;
    default:
      return undefined;
  }
}
