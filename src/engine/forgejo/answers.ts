import { EngineError } from '../errors.ts';
import type { ErrorFacts } from '../errors.ts';
import type { Feature } from '../model.ts';
import type { Exchange } from '../http/exchange.ts';
import { htmlPageKind, isHtmlType } from '../http/htmlPage.ts';
import { parseRetryAfter } from '../http/retry.ts';

/** What was asked for, so that a refusal can name it. */
export interface Subject {
  readonly what: ErrorFacts['notFound']['what'];
  readonly name: string;
  /** The kind of thing a token must be allowed to read for it. */
  readonly feature?: Feature;
}

export interface Refusal {
  readonly answer: Pick<Exchange, 'url' | 'status' | 'header'>;
  /** The beginning of the body. */
  readonly text: string;
  readonly subject: Subject;
  /**
   * Who answered: the instance itself, to a request with or without the token; or somebody else (`none`), who cannot say
   * anything about it.
   */
  readonly authority: 'withToken' | 'withoutToken' | 'none';
  readonly now: number;
}

/** The error that a status other than success means. Messages of the server are localised and never matched on, but for two that are not. */
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
    return new EngineError('rateLimited', message, { host, ...(retryAfterMs !== undefined && { retryAfterMs }) });
  }
  return new EngineError('server', message, { host, status });
}

interface Forbidden extends Pick<Refusal, 'text' | 'subject'> {
  readonly message: string;
  readonly host: string;
  readonly tokenSent: boolean;
}

function forbidden({ message, host, text, tokenSent, subject }: Forbidden): EngineError {
  // Sign-in-only instances answer anonymous calls so (Forgejo, shared/middleware.go; not localised).
  if (!tokenSent && /signed.in user/i.test(text)) return new EngineError('unauthorized', message, { host, tokenSent });
  const missingScope = missingScopes(text).join(' ');
  if (missingScope) return new EngineError('forbidden', message, { host, tokenSent, missingScope });
  // Gitea says no more of an attachment, whether it is the scope that is missing or the right.
  const usualScope =
    tokenSent && subject.what === 'asset' && text.trim() === 'Forbidden' ? 'read:repository' : undefined;
  return new EngineError('forbidden', message, { host, tokenSent, ...(usualScope && { usualScope }) });
}

/**
 * The scopes named in "token does not have at least one of required scope(s): [read:user read:organization]", which Gitea
 * writes as `required=[read:user read:organization]`; attachments say it by the name of a function (Forgejo,
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

/** The error for a web page in place of what was asked for. */
export function pageError(url: URL, text: string): EngineError {
  const page = htmlPageKind(text);
  const message = `${url.host}${url.pathname} answered with a web page (${page})`;
  return new EngineError('htmlPage', message, { host: url.host, page });
}
