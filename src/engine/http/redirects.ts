import { EngineError } from '../errors.ts';
import type { Exchange } from './exchange.ts';

/** Enough for a chain of a renamed repository, storage and its mirror; a longer one is a loop. */
export const MAX_REDIRECTS = 5;

const REDIRECT_STATUS = new Set([301, 302, 303, 307, 308]);

/**
 * The target of a redirect, or `undefined` for any other response. Pure: uses only status and headers.
 *
 * @throws EngineError `redirect`: no usable Location, or from https to http
 */
export function redirectTarget(answer: Pick<Exchange, 'url' | 'status' | 'header'>): URL | undefined {
  if (!REDIRECT_STATUS.has(answer.status)) return undefined;
  const location = answer.header('location') ?? '';
  const url = location && URL.canParse(location, answer.url.href) ? new URL(location, answer.url) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) {
    throw refuse(answer.url, 'badLocation', 'a redirect without a usable address');
  }
  if (answer.url.protocol === 'https:' && url.protocol === 'http:') {
    throw refuse(answer.url, 'downgrade', `a redirect from https to http (${url.host})`);
  }
  url.hash = '';
  return url;
}

/** @throws EngineError `redirect` if the chain is too long */
export function checkChain(url: URL, followed: number): void {
  if (followed >= MAX_REDIRECTS) throw refuse(url, 'tooMany', `more than ${MAX_REDIRECTS} redirects`);
}

function refuse(url: URL, rule: 'tooMany' | 'downgrade' | 'badLocation', what: string): EngineError {
  return new EngineError('redirect', `${url.host} answered with ${what}`, { host: url.host, rule });
}
