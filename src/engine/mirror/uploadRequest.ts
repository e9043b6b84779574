import { EngineError } from '../errors.ts';
import { asFailure } from '../http/failure.ts';
import type { HttpClientOptions } from '../http/httpClient.ts';
import { redactUrl } from '../http/redact.ts';
import { limitWait } from '../http/waitLimit.ts';
import type { TransportResponse } from '../ports.ts';
import { MIRROR_CONNECT_TIMEOUT_MS } from './mirrors.ts';

/** For asking whether the mirror has a file. */
const HEAD_TIMEOUT_MS = 5000;
/** The limit from the last bytes to the answer, and for every pause while the mirror takes bytes. */
const PUT_TIMEOUT_MS = 60_000;

interface UploadRequest {
  readonly method: 'HEAD' | 'GET' | 'PUT';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Called for each attempt. */
  readonly body?: () => AsyncIterable<Uint8Array>;
}

export interface UploadAnswer extends Pick<TransportResponse, 'status' | 'header'> {
  /** How long the mirror refuses requests like this one, in milliseconds, if it refused it for its rate. */
  readonly refusedForMs: number | undefined;
}

/**
 * Sends a request to a mirror, with a log line for each attempt. While the mirror limits requests, nothing is sent; then the
 * request is retried while patience lasts.
 * @throws EngineError `network`, `timeout`, `rateLimited`; the signal's reason on abort
 */
export async function askMirror(
  request: UploadRequest,
  http: HttpClientOptions,
  outer: AbortSignal,
): Promise<UploadAnswer> {
  const { url } = request;
  const { holding, clock, closing } = http;
  const signal = closing ? AbortSignal.any([outer, closing]) : outer;
  let patienceMs = holding?.patienceMs() ?? 0;
  for (;;) {
    patienceMs -= (await holding?.gate.pass(holding.keyOf(url), url, { patienceMs, signal })) ?? 0;
    const sentAt = clock.now();
    const answer = await send(request, http, signal);
    const refusedForMs = await holding?.gate.note(holding.keyOf(url), { url, ...answer }, sentAt);
    if (refusedForMs === undefined || refusedForMs > patienceMs) return { ...answer, refusedForMs };
  }
}

async function send(
  { url, body, ...request }: UploadRequest,
  { transport, clock, log }: HttpClientOptions,
  outer: AbortSignal,
): Promise<Pick<TransportResponse, 'status' | 'header'>> {
  const late = new AbortController();
  const signal = AbortSignal.any([outer, late.signal]);
  const limit = limitOf(url, body ? PUT_TIMEOUT_MS : HEAD_TIMEOUT_MS, { clock, late });
  limit.begin();
  try {
    const response = await transport.send({
      ...request,
      url,
      body: body && watched(body(), limit.begin),
      connectTimeoutMs: MIRROR_CONNECT_TIMEOUT_MS,
      signal,
    });
    response.discard();
    log.info(`${request.method} ${redactUrl(url)} ${response.status}`);
    return { status: response.status, header: (name) => response.header(name) };
  } catch (error) {
    throw asFailure(error, url.host, signal);
  } finally {
    limit.end();
  }
}

interface Limit {
  /** Restarts the timer. */
  readonly begin: () => void;
  readonly end: () => void;
}

function limitOf(
  { host }: URL,
  timeoutMs: number,
  { clock, late }: Pick<HttpClientOptions, 'clock'> & { readonly late: AbortController },
): Limit {
  let endWait = (): unknown => undefined;
  return {
    begin: () => {
      endWait();
      endWait = limitWait(clock, timeoutMs, () => {
        const facts = { host, phase: 'headers', timeoutMs } as const;
        late.abort(new EngineError('timeout', `${host} did not take the bytes`, facts));
      });
    },
    end: () => void endWait(),
  };
}

async function* watched(body: AsyncIterable<Uint8Array>, onChunk: () => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    onChunk();
    yield chunk;
  }
}
