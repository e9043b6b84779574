import type { Clock, Transport, TransportRequest, TransportResponse } from '../ports.ts';
import { systemClock } from '../systemClock.ts';
import { createCaDispatcher } from './caDispatcher.ts';
import { connectClock } from './connectClock.ts';

interface EditorTransportOptions {
  /** Read at each request, because the editor replaces its global `fetch` while it starts. */
  readonly fetch: () => typeof globalThis.fetch;
  /** PEM certificates to trust in place of the built-in ones. @default those that `fetch` trusts itself */
  readonly ca?: readonly string[] | undefined;
  /** @default that of the system */
  readonly clock?: Clock | undefined;
}

/**
 * Sends requests through a foreign `fetch`: inside the editor, the only way that honours its proxy settings and the
 * certificates of the operating system.
 */
export function createEditorTransport({ fetch, ca, clock = systemClock }: EditorTransportOptions): Transport {
  let loading: ReturnType<typeof createCaDispatcher> | undefined;
  return {
    async send(request) {
      // Not part of the standard's RequestInit: an extension of undici's fetch, and so of the editor's.
      const carrier = ca && { dispatcher: await (loading ??= createCaDispatcher(ca)) };
      const answered = new AbortController();
      // A body in pieces needs this option.
      const sent = request.body && {
        body: ReadableStream.from(until(answered.signal, request.body)) as NonNullable<RequestInit['body']>,
        duplex: 'half' as const,
      };
      const init: RequestInit = {
        method: request.method ?? 'GET',
        headers: request.headers,
        redirect: 'manual',
        credentials: 'omit',
        cache: 'no-store',
        ...sent,
        ...carrier,
      };
      try {
        return wrap(await sendInTime(fetch(), init, request, clock), request);
      } finally {
        answered.abort();
      }
    },
  };
}

/** Node's `fetch` reads a body to its end even after an answer has ended the request. */
async function* until(answered: AbortSignal, body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of body) {
    if (answered.aborted) return;
    yield piece;
  }
}

async function sendInTime(
  fetch: typeof globalThis.fetch,
  init: RequestInit,
  { url, signal, connectTimeoutMs: timeoutMs }: TransportRequest,
  clock: Clock,
): Promise<Response> {
  if (timeoutMs === undefined) return fetch(url, { ...init, signal });
  const connecting = connectClock({ url, timeoutMs, clock });
  try {
    return await fetch(url, { ...init, signal: AbortSignal.any([signal, connecting.signal]) });
  } finally {
    connecting.end();
  }
}

function wrap(response: Response, { signal }: TransportRequest): TransportResponse {
  return {
    status: response.status,
    header: (name) => response.headers.get(name) ?? undefined,
    body: read(response, signal),
    discard: () => {
      // A body that is being read is locked; its reader releases it.
      if (!response.bodyUsed && !response.body?.locked) void response.body?.cancel().catch(() => undefined);
    },
  };
}

async function* read(response: Response, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  signal.throwIfAborted();
  if (response.body) yield* response.body;
}
