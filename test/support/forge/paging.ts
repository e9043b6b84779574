import { json } from './answer.ts';
import type { Answer, Ask } from './answer.ts';
import { pathEscape } from './goEscape.ts';

const DEFAULT_LIMIT = 30;
export const MAX_RESPONSE_ITEMS = 50;

/** The requested page of rows, with the total and links that use the address which the server believes to be its own. */
export function paged<Row>(
  ask: Ask,
  rows: readonly Row[],
  show: (row: Row) => unknown,
  wrap: (page: readonly unknown[]) => unknown = (page) => page,
): Answer {
  const wanted = Number(ask.query.get('limit') ?? 0);
  const limit = Math.min(wanted > 0 ? wanted : DEFAULT_LIMIT, ask.options.maxResponseItems ?? MAX_RESPONSE_ITEMS);
  const number = Math.max(1, Number(ask.query.get('page') ?? 1) || 1);
  const last = Math.ceil(rows.length / limit);
  if (ask.options.paging === 'endless') {
    const start = ((number - 1) % Math.max(1, last)) * limit;
    return json(wrap(rows.slice(start, start + limit).map(show)), 200, { link: links(ask, number, Infinity) });
  }
  const link = links(ask, number, last);
  const hidden = ask.options.paging === 'short' ? 1 : 0;
  const shown = rows.slice((number - 1) * limit, number * limit - hidden);
  return json(wrap(shown.map(show)), 200, {
    'x-total-count': String(rows.length),
    'access-control-expose-headers': link ? 'Link, X-Total-Count' : 'X-Total-Count',
    ...(link && { link }),
  });
}

function links(ask: Ask, page: number, last: number): string {
  // A page past the end counts as the last one here.
  const current = Math.min(page, last);
  const to = (target: number, rel: string): string => {
    const query = new URLSearchParams(ask.query);
    query.set('page', String(target));
    query.sort();
    const path = ask.path.map(pathEscape).join('/');
    return `<${ask.root}${path}?${query.toString()}>; rel="${rel}"`;
  };
  if (last <= 1) return '';
  const end = Number.isFinite(last) ? [to(last, 'last')] : [];
  const onward = current < last ? [to(current + 1, 'next'), ...end] : [];
  return [...onward, ...(current > 1 ? [to(1, 'first'), to(current - 1, 'prev')] : [])].join(',');
}
