import type { Live } from './live.ts';
import type { Result, State } from './outcome.ts';
import type { Seen } from './traffic.ts';

const NAME_WIDTH = 66;

export function row({ state, name, detail }: Result): string {
  return `${state.padEnd(12)} ${name.padEnd(NAME_WIDTH)} ${detail}`;
}

const countOf = (results: readonly Result[], state: State): number =>
  results.filter((result) => result.state === state).length;

/** The totals, and the number of requests per origin with how many of them had a credential. */
export function summary(results: readonly Result[], { traffic, base }: Live): string {
  const { seen } = traffic;
  const bytes = seen.reduce((sum, { bodyBytes }) => sum + bodyBytes, 0);
  const rows = [...Map.groupBy(seen, (one) => one.origin)].map(([origin, group]) => {
    const withToken = group.filter(({ authorized }) => authorized).length;
    const role = roleOf(origin, group, base);
    return `  ${origin}: ${group.length} requests, ${withToken} with Authorization (${role})`;
  });
  const counts = (['held', 'BROKEN', 'not offered'] as const).map((state) => `${countOf(results, state)} ${state}`);
  return [
    '',
    'Requests by origin:',
    ...rows,
    '',
    `${base}: ${counts.join(', ')}; ${seen.length} requests, ${(bytes / 1024 ** 2).toFixed(1)} MiB`,
  ].join('\n');
}

/** The proxies of the token cases get a made-up token. */
function roleOf(origin: string, group: readonly Seen[], base: string): string {
  if (origin === new URL(base).origin) return 'the instance';
  return group.some((one) => new URL(one.base).origin === origin) ? 'a proxy of this run' : 'after a redirect';
}

export function asJson(results: readonly Result[], { traffic, base }: Live): string {
  const requests = traffic.seen.map(({ origin, path, authorized, status, range, redirectedTo, bodyBytes }: Seen) => {
    return { origin, path, authorized, status, range, redirectedTo, bodyBytes };
  });
  return JSON.stringify({ instance: base, results, requests }, undefined, 2);
}
