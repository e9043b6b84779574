import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { EngineError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import { limitWait } from './waitLimit.ts';

/**
 * The diagnostics that undici publishes about connections. Every `fetch` is built on undici, including the editor's own
 * copy.
 */
const CONNECTING = 'undici:client:beforeConnect';
const CONNECTED = 'undici:client:connected';
const SENDING = 'undici:client:sendHeaders';

interface News {
  readonly connectParams?: { readonly host?: unknown };
  readonly request?: { readonly origin?: unknown; readonly path?: unknown };
}

interface ConnectClockOptions {
  readonly url: URL;
  readonly timeoutMs: number;
  readonly clock: Clock;
}

interface ConnectClock {
  readonly signal: AbortSignal;
  readonly end: () => void;
}

/**
 * Limits how long connecting may take for a request through a `fetch` that has no such limit. Limits only connections to
 * the request's own host, not to a proxy. If undici publishes nothing, nothing is limited.
 * @returns a signal that aborts with EngineError `network`; to be ended once there is an answer or a failure
 */
export function connectClock({ url, timeoutMs, clock }: ConnectClockOptions): ConnectClock {
  const late = new AbortController();
  let stop: (() => unknown) | undefined;
  let isConnected = false;
  const onConnecting = (news: unknown): void => {
    if (isConnected || stop || (news as News).connectParams?.host !== url.host) return;
    stop = limitWait(clock, timeoutMs, () => {
      const facts = { host: url.host, reason: 'UND_ERR_CONNECT_TIMEOUT' };
      late.abort(new EngineError('network', `${url.host} did not accept a connection within ${timeoutMs} ms`, facts));
    });
  };
  const onConnected = (news: unknown): void => {
    const { connectParams, request } = news as News;
    const isSent = request?.origin === url.origin && request.path === `${url.pathname}${url.search}`;
    if (!isSent && connectParams?.host !== url.host) return;
    isConnected = true;
    stop?.();
  };
  subscribe(CONNECTING, onConnecting);
  for (const channel of [CONNECTED, SENDING]) subscribe(channel, onConnected);
  return {
    signal: late.signal,
    end: () => {
      unsubscribe(CONNECTING, onConnecting);
      for (const channel of [CONNECTED, SENDING]) unsubscribe(channel, onConnected);
      stop?.();
    },
  };
}
