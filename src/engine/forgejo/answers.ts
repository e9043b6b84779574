import { EngineError } from '../errors.ts';
import type { ErrorFacts } from '../errors.ts';
import type { Feature } from '../model.ts';
import type { Exchange } from '../http/exchange.ts';
import { htmlPageKind, isHtmlType } from '../http/htmlPage.ts';
import { MAX_HOLD_MS } from '../http/pace.ts';
import { parseRetryAfter } from '../http/retry.ts';

/** The subject of a request, so that a refusal can name it. */
export interface Subject {
  readonly what: ErrorFacts['notFound']['what'];
  readonly name: string;
  /** The kind of access that a token needs for it. */
  readonly feature?: Feature;
}

export interface Refusal {
  readonly answer: Pick<Exchange, 'url' | 'status' | 'header'>;
  /** The start of the body. */
  readonly text: string;
  readonly subject: Subject;
  /**
   * Who answered: the instance itself, to a request with or without the token, or another host (`none`), whose answer says
   * nothing about the token.
   */
  readonly authority: 'withToken' | 'withoutToken' | 'none';
  readonly now: number;
}

/**
 * The error for a status other than success. The server's messages are localised and never matched, apart from two that are
 * not.
 */
export function refusalError({ answer, text, subject, authority, now }: Refusal): EngineError {
  const { status, url } = answer;
  const { host } = url;
  const message = `${host}${url.pathname} answered ${status}`;
  const tokenSent = authority === 'withToken';
  if (authority !== 'none' && status === 401) return new EngineError('unauthorized', message, { host, tokenSent });
  if (authority !== 'none' && status === 403) return forbidden({ message, host, text, tokenSent, subject });
  if (status === 404) {
    const facts = { host, what: subject.what, name: subject.name };
    return new EngineError('notFound', message, {
      ...facts,
      ...(isUnrouted(answer, text) && { unrouted: true as const }),
    });
  }
  if (status === 410) return new EngineError('gone', message, { host, name: subject.name });
  if (status === 429) {
    const retryAfterMs = parseRetryAfter(answer.header('retry-after'), now);
    return rateLimitError(message, { host, retryAfterMs, now });
  }
  return new EngineError('server', message, { host, status });
}

/** No server is left alone for longer than `MAX_HOLD_MS`, whatever it says. */
export function rateLimitError(
  message: string,
  {
    host,
    retryAfterMs,
    now,
  }: { readonly host: string; readonly retryAfterMs: number | undefined; readonly now: number },
): EngineError {
  const retryAt = retryAfterMs === undefined ? undefined : now + Math.min(retryAfterMs, MAX_HOLD_MS);
  return new EngineError('rateLimited', message, { host, retryAt });
}

interface Forbidden extends Pick<Refusal, 'text' | 'subject'> {
  readonly message: string;
  readonly host: string;
  readonly tokenSent: boolean;
}

function forbidden({ message, host, text, tokenSent, subject }: Forbidden): EngineError {
  // Instances that require signing in answer anonymous calls like this (Forgejo, shared/middleware.go; not localised).
  if (!tokenSent && /signed.in user/i.test(text)) return new EngineError('unauthorized', message, { host, tokenSent });
  const missingScope = missingScopes(text).join(' ');
  if (missingScope) return new EngineError('forbidden', message, { host, tokenSent, missingScope });
  // For attachments Gitea does not say whether the scope or the right is missing.
  const usualScope =
    tokenSent && subject.what === 'asset' && text.trim() === 'Forbidden' ? 'read:repository' : undefined;
  return new EngineError('forbidden', message, { host, tokenSent, ...(usualScope && { usualScope }) });
}

/**
 * The scopes in "token does not have at least one of required scope(s): [read:user read:organization]", which Gitea writes
 * as `required=[read:user read:organization]`; for attachments a function is named instead (Forgejo,
 * routers/web/repo/attachment.go).
 */
export function missingScopes(text: string): string[] {
  if (text.trim() === 'scopedAccessCheck') return ['read:repository'];
  const list = /required scope\(s\)(?::? |, required=)\[([^\]]{1,200})\]/.exec(text)?.[1] ?? '';
  return list.split(/[\s,]+/).filter((scope) => /^(read|write):[a-z]+$/.test(scope));
}

/** The router's own 404 is plain text; the API's is JSON. */
function isUnrouted(answer: Pick<Exchange, 'header'>, text: string): boolean {
  return text.trim() === '404 page not found' || isHtmlType(answer.header('content-type'));
}

/** The error for a web page in place of the expected response. */
export function pageError(url: URL, text: string): EngineError {
  const page = htmlPageKind(text);
  const message = `${url.host}${url.pathname} answered with a web page (${page})`;
  return new EngineError('htmlPage', message, { host: url.host, page });
}
