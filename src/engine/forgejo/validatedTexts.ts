import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Exchange } from '../http/exchange.ts';

/** An answer with a validator from its server. */
interface ValidatedText {
  /** The request headers that ask whether it still holds (RFC 9110 section 13.1). */
  readonly conditions: Readonly<Record<string, string>>;
  readonly text: string;
  /** The headers that are read later. */
  readonly header: (name: string) => string | undefined;
}

const MAX_BYTES = 16 * 1024 * 1024;
const READ_LATER = ['content-type', 'link', 'x-total-count'];
const MAX_HEADER_CHARS = 8000;

/**
 * Answers in memory that can be revalidated instead of fetched again. Each belongs to one address and one token, because
 * what one account sees is never shown to another. Forgejo itself gives no validators for JSON; proxies in front of it may.
 */
export class ValidatedTexts {
  readonly #texts = new LRUCache<string, ValidatedText>({
    maxSize: MAX_BYTES,
    sizeCalculation: ({ text }) => 1000 + 2 * text.length,
  });

  find(url: URL, token: string | undefined): ValidatedText | undefined {
    return this.#texts.get(keyOf(url, token));
  }

  /** Keeps a success that came from the very address that was asked. Without a validator it is forgotten. */
  keep(asked: URL, token: string | undefined, { answer, text }: { answer: Exchange; text: string }): void {
    const key = keyOf(asked, token);
    const conditions = conditionsOf(answer);
    if (!conditions || answer.status !== 200 || answer.url.href !== asked.href) return void this.#texts.delete(key);
    const headers = new Map(READ_LATER.map((name) => [name, answer.header(name)]));
    this.#texts.set(key, { conditions, text, header: (name) => headers.get(name) });
  }
}

function keyOf({ href }: URL, token: string | undefined): string {
  return `${token === undefined ? '' : hash('sha256', token)} ${href}`;
}

function conditionsOf({ header }: Exchange): Record<string, string> | undefined {
  const etag = header('etag')?.trim();
  if (etag && etag.length <= MAX_HEADER_CHARS && /^(?:W\/)?"[\x21\x23-\x7e]*"$/.test(etag))
    return { 'if-none-match': etag };
  const modified = header('last-modified')?.trim();
  return modified && /^[\w ,:+-]{10,40}$/.test(modified) ? { 'if-modified-since': modified } : undefined;
}
