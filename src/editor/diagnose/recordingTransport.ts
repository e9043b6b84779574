import type { Transport } from '../../engine/index.ts';
import { t } from '../../words/translate.ts';
import { withoutSecrets } from './withoutSecrets.ts';

const MAX_CAUSES = 6;
const MAX_MESSAGE = 200;

/** One request without anything secret: no headers, no query. */
export interface Hop {
  readonly url: string;
  /** Whether the token was sent with it. */
  readonly tokenSent: boolean;
  /** `undefined` when no answer came. */
  readonly status: number | undefined;
  /** Where it was redirected: address without query. */
  readonly location: string | undefined;
  /** By how much this machine's clock is ahead of the answer's; negative when it is behind. */
  readonly skewMs: number | undefined;
  readonly durationMs: number;
  /** The chain of causes of a failure, outermost first. */
  readonly causes: readonly string[];
}

/** A transport that records its requests in the caller's list. */
export function recordHops(inner: Transport, hops: Hop[], now: () => number): Transport {
  return {
    async send(request) {
      const startedAt = now();
      const sent = { url: withoutQuery(request.url), tokenSent: 'authorization' in request.headers };
      try {
        const response = await inner.send(request);
        const date = Date.parse(response.header('date') ?? '');
        const location = response.header('location');
        hops.push({
          ...sent,
          status: response.status,
          location: location === undefined ? undefined : target(location, request.url),
          skewMs: Number.isNaN(date) ? undefined : now() - date,
          durationMs: now() - startedAt,
          causes: [],
        });
        return response;
      } catch (error) {
        const nothing = { status: undefined, location: undefined, skewMs: undefined };
        hops.push({ ...sent, ...nothing, durationMs: now() - startedAt, causes: causesOf(error) });
        throw error;
      }
    },
  };
}

function withoutQuery(url: URL): string {
  return `${url.origin}${url.pathname}${url.search ? '?…' : ''}`;
}

function target(location: string, from: URL): string {
  return URL.canParse(location, from.href) ? withoutQuery(new URL(location, from)) : t('(not a valid address)');
}

/** Names, messages and codes of an error and its causes, outermost first, without secrets. */
export function causesOf(error: unknown): string[] {
  const causes: string[] = [];
  let current = error;
  while (current instanceof Error && causes.length < MAX_CAUSES) {
    const code = 'code' in current && typeof current.code === 'string' ? ` (${current.code})` : '';
    causes.push(`${current.name}: ${withoutSecrets(current.message).slice(0, MAX_MESSAGE)}${code}`);
    current = current instanceof AggregateError ? current.errors[0] : current.cause;
  }
  return causes;
}
