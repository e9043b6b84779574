import { json } from './answer.ts';
import type { Answer, Ask } from './answer.ts';
import { pathEscape } from './goEscape.ts';

const DEFAULT_LIMIT = 30;
const MAX_LIMIT = 50;

/** One page of rows as the query asks for it, with the total and the links that name the server's own idea of its address. */
export function paged(
  ask: Ask,
  rows: readonly unknown[],
  wrap: (page: readonly unknown[]) => unknown = (page) => page,
): Answer {
  const wanted = Number(ask.query.get('limit') ?? 0);
  const limit = wanted > 0 ? Math.min(wanted, MAX_LIMIT) : DEFAULT_LIMIT;
  const number = Math.max(1, Number(ask.query.get('page') ?? 1) || 1);
  const link = links(ask, number, Math.ceil(rows.length / limit));
  const start = (number - 1) * limit;
  return json(wrap(rows.slice(start, start + limit)), 200, {
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
  const onward = current < last ? [to(current + 1, 'next'), to(last, 'last')] : [];
  return [...onward, ...(current > 1 ? [to(1, 'first'), to(current - 1, 'prev')] : [])].join(',');
}
