import { normaliseBase } from '../../engine/index.ts';

/** The base that an address in the settings means, even if it holds a user name or a query, which a base may not. */
export function looseBase(text: string): string | undefined {
  const base = normaliseBase(withoutUser(withoutQuery(text)));
  return base.ok ? base.value : undefined;
}

export function withoutUser(url: string): string {
  return url.replace(/^(\s*[a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1');
}

export function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/s, '');
}
