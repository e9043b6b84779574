import type { Transport, TransportRequest, TransportResponse } from '../ports.ts';

export interface EditorTransportOptions {
  /** Looked up at each request, because the editor replaces its global `fetch` while it starts. */
  readonly fetch: () => typeof globalThis.fetch;
  /** An undici dispatcher that carries a private CA; the editor's fetch hands it on. */
  readonly dispatcher?: () => NonNullable<RequestInit['dispatcher']>;
}

/**
 * Requests through a `fetch` that somebody else set up: inside the editor the only way that honours its proxy settings
 * and the certificates of the operating system.
 */
export function createEditorTransport(options: EditorTransportOptions): Transport {
  return {
    async send(request) {
      const init: RequestInit = {
        method: 'GET',
        headers: request.headers,
        redirect: 'manual',
        credentials: 'omit',
        cache: 'no-store',
        signal: request.signal,
      };
      // Not of the standard's RequestInit: an extension that undici's fetch, and so the editor's, understands.
      const dispatcher = options.dispatcher && { dispatcher: options.dispatcher() };
      return wrap(await options.fetch()(request.url, { ...init, ...dispatcher }), request);
    },
  };
}

function wrap(response: Response, { signal }: TransportRequest): TransportResponse {
  return {
    status: response.status,
    header: (name) => response.headers.get(name) ?? undefined,
    body: read(response, signal),
    discard: () => {
      // A body that is being read is locked; its reader lets go of it.
      if (!response.bodyUsed && !response.body?.locked) void response.body?.cancel().catch(() => undefined);
    },
  };
}

async function* read(response: Response, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  signal.throwIfAborted();
  if (response.body) yield* response.body;
}
