import type { Page } from '../../engine/index.ts';
import type { PickItem, PickOptions, Ui } from '../ui/ui.ts';
import { t } from '../../words/translate.ts';

/** A step back in a chain of quick picks. */
export const BACK = Symbol('back');
export type Back = typeof BACK;

export function backItem<T>(value: T): PickItem<T> {
  return { label: t('Back'), icon: 'arrow-left', value };
}

const MORE = Symbol('more');

/** One part of a long list. */
export interface PickPage<T> {
  readonly items: readonly PickItem<T>[];
  readonly hasMore: boolean;
  /** How much of the list has been read, for display: `50 of 122`. */
  readonly read: string;
}

/** Every server supports pages of this size. */
const PAGE_ROWS = 50;

export function readSoFar({ page, items, totalCount }: Page<unknown>): string {
  const readCount = (page - 1) * PAGE_ROWS + items.length;
  return totalCount === undefined
    ? t('{0} so far', readCount)
    : t('{0} of {1}', Math.min(readCount, totalCount), totalCount);
}

/** A list that loads more rows on demand, with a way back at its end. */
export async function pickPaged<T>(
  ui: Ui,
  readPage: (page: number) => Promise<PickPage<T>>,
  options: PickOptions,
): Promise<T | Back | undefined> {
  const rows: PickItem<T>[] = [];
  for (let page = 1; ; page += 1) {
    const shown = readPage(page).then(({ items, hasMore, read }): PickItem<T | Back | typeof MORE>[] => {
      rows.push(...items);
      const more = { label: t('Load More'), description: read, icon: 'ellipsis', value: MORE } as const;
      return [...rows, ...(hasMore ? [more] : []), backItem(BACK)];
    });
    const picked = await ui.pick(shown, options);
    if (picked !== MORE) return picked;
  }
}
