import type { EngineError, Fetched, Page } from '../../engine/index.ts';
import { isCancelled } from '../../words/describeError.ts';
import { errorNode, staleNode } from './messages.ts';
import { childId } from './nodeIds.ts';
import type { TreeNode } from './nodes.ts';

/** "Load More" reads pages of the server until it has this many rows to show, … */
const ENOUGH_ROWS = 30;
/** … but at most this many pages. */
const PAGES_A_STEP = 4;

interface Read<T> {
  readonly items: readonly T[];
  readonly totalCount: number | undefined;
  readonly hasMore: boolean;
  /** Time of the oldest part, if the instance could not be asked. */
  readonly stale: { readonly because: EngineError; readonly fetchedAt: number } | undefined;
  /** Why the last page is missing. */
  readonly failure: unknown;
}

/**
 * The first `steps` steps of a list. `isShown` selects the items that become rows; a list with few of them is read further.
 * @throws what the first page throws; a failure of a later page ends the list and is in `failure`
 */
export async function readPages<T>(
  steps: number,
  load: (page: number) => Promise<Fetched<Page<T>>>,
  isShown: (item: T) => boolean,
): Promise<Read<T>> {
  const items: T[] = [];
  let stale: Read<T>['stale'];
  let last: Page<T> | undefined;
  let failure: unknown;
  for (let step = 0, page = 1; step < steps && (last?.hasMore ?? true) && failure === undefined; step += 1) {
    const end = page + PAGES_A_STEP;
    for (let shown = 0; page < end && shown < ENOUGH_ROWS && (last?.hasMore ?? true); page += 1) {
      try {
        const { value, staleBecause, fetchedAt } = await load(page);
        items.push(...value.items);
        shown += value.items.filter(isShown).length;
        last = value;
        if (staleBecause && !(stale && stale.fetchedAt <= fetchedAt)) stale = { because: staleBecause, fetchedAt };
      } catch (error) {
        if (page === 1 || isCancelled(error)) throw error;
        failure = error;
        break;
      }
    }
  }
  return { items, totalCount: last?.totalCount, hasMore: last?.hasMore ?? false, stale, failure };
}

/** The rows of a list, followed by its age, that there is more, or why more could not be loaded. */
export function listRows<T>(parent: TreeNode, read: Read<T>, rows: readonly TreeNode[]): readonly TreeNode[] {
  const { items, totalCount, hasMore, stale, failure } = read;
  return [
    ...(stale ? [staleNode(parent, stale.because, stale.fetchedAt)] : []),
    ...rows,
    ...(failure === undefined ? [] : [errorNode(parent, failure, 'nextPage')]),
    ...(hasMore && failure === undefined ? [moreNode(parent, items.length, totalCount)] : []),
  ];
}

export function moreNode(parent: TreeNode, shownCount: number, totalCount: number | undefined): TreeNode {
  return { kind: 'more', id: childId(parent, 'more'), parent, shownCount, totalCount };
}
