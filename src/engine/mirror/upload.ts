import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { demandSha256, fileDigest } from '../hashedCopy.ts';
import { EngineError } from '../errors.ts';
import { asFailure } from '../http/failure.ts';
import { redactUrl } from '../http/redact.ts';
import type { HttpClientOptions } from '../http/httpClient.ts';
import type { TransportRequest } from '../ports.ts';
import { addressOf } from './address.ts';
import type { MirrorAddress } from './address.ts';
import { hasFile, putFile } from './putFile.ts';

/** A checked file on this machine. */
export interface UploadFile {
  /** For errors. */
  readonly name: string;
  readonly path: string;
  readonly sha256: string;
}

interface UploadParts {
  readonly http: HttpClientOptions;
  /** The value of the `Authorization` header. */
  readonly authorization: string | undefined;
  /** Asked only about a file that the mirror lacks. */
  readonly mayGive: () => Promise<boolean>;
  readonly signal: AbortSignal;
}

/** A mirror that is not there costs no more than when it is asked for a file. */
const CONNECT_TIMEOUT_MS = 2000;
/** For the answer to the question whether it has a file. */
const HEAD_TIMEOUT_MS = 5000;
/** From the last bytes to the answer, and the longest pause while the mirror takes bytes. */
const PUT_TIMEOUT_MS = 60_000;
const CHUNK_BYTES = 256 * 1024;

/** Somebody else put it there meanwhile, or it may not be written over: it is there. */
const PRESENT = new Set([409, 412]);

/**
 * Gives a mirror a file, unless it has it. The bytes are read and compared with the digest before, as many servers take
 * whatever comes. Follows no redirect, which would send bytes elsewhere.
 *
 * @throws EngineError `integrity` if the file changed on disk; `network`, `timeout`, `unauthorized`, `forbidden`, `server`;
 *   `storage` for a directory; the signal's reason on abort
 */
export async function uploadTo(
  mirror: MirrorAddress,
  file: UploadFile,
  { http, authorization, mayGive, signal }: UploadParts,
): Promise<'sent' | 'present' | 'withheld'> {
  if (mirror.kind === 'file') {
    if (await hasFile(mirror, file.sha256)) return 'present';
    return (await mayGive()) ? putFile(mirror, file, signal) : 'withheld';
  }
  const url = addressOf(mirror, file.sha256);
  const headers = { 'user-agent': http.userAgent(), ...(authorization !== undefined && { authorization }) };
  const sending = { http, url, signal };
  if (isSuccess(await statusOf({ method: 'HEAD', headers }, sending))) return 'present';
  if (!(await mayGive())) return 'withheld';
  const { sha256, sizeBytes } = await fileDigest(file.path, signal);
  demandSha256(file.name, file.sha256, sha256);
  const handle = await open(file.path, 'r');
  try {
    const type = { 'content-type': 'application/octet-stream', 'content-length': String(sizeBytes) };
    const body = bytesOf(handle, sizeBytes);
    const status = await statusOf({ method: 'PUT', headers: { ...headers, ...type }, body }, sending);
    if (isSuccess(status)) return 'sent';
    if (PRESENT.has(status)) return 'present';
    throw refusal(url, status, authorization !== undefined);
  } finally {
    await handle.close();
  }
}

interface Sending {
  readonly http: HttpClientOptions;
  readonly url: URL;
  readonly signal: AbortSignal;
}

/** The status of the answer, with one log line. @throws EngineError `network`, `timeout`; the signal's reason on abort */
async function statusOf(
  { body, ...request }: Pick<TransportRequest, 'method' | 'headers' | 'body'>,
  { http: { transport, clock, log }, url, signal: outer }: Sending,
): Promise<number> {
  const { host } = url;
  const late = new AbortController();
  const timeoutMs = body ? PUT_TIMEOUT_MS : HEAD_TIMEOUT_MS;
  let disarm = (): void => undefined;
  const arm = (): void => {
    disarm();
    disarm = clock.after(timeoutMs, () => {
      const facts = { host, phase: 'headers', timeoutMs } as const;
      late.abort(new EngineError('timeout', `${host} did not take the bytes`, facts));
    });
  };
  const signal = AbortSignal.any([outer, late.signal]);
  arm();
  try {
    const timed = body && watched(body, arm);
    const response = await transport.send({
      ...request,
      url,
      body: timed,
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
      signal,
    });
    response.discard();
    log.info(`${request.method} ${redactUrl(url)} ${response.status}`);
    return response.status;
  } catch (error) {
    throw asFailure(error, host, signal);
  } finally {
    disarm();
  }
}

async function* watched(body: AsyncIterable<Uint8Array>, onChunk: () => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    onChunk();
    yield chunk;
  }
}

/** Exactly as many bytes as were announced, or the request fails. */
async function* bytesOf(file: FileHandle, sizeBytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < sizeBytes;) {
    const length = Math.min(CHUNK_BYTES, sizeBytes - at);
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafeSlow(length), 0, length, at);
    if (bytesRead === 0) throw new Error('the file became shorter while it was sent');
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function refusal({ host }: URL, status: number, tokenSent: boolean): EngineError {
  const message = `${host} did not take a file: ${status}`;
  if (status === 401) return new EngineError('unauthorized', message, { host, tokenSent });
  if (status === 403) return new EngineError('forbidden', message, { host, tokenSent });
  return new EngineError('server', message, { host, status });
}
