import { stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { onDisk, openExisting } from '../disk.ts';
import { assertSha256, fileDigest } from '../hashedCopy.ts';
import { EngineError } from '../errors.ts';
import { pageError, rateLimitError } from '../forgejo/answers.ts';
import { CredentialGuard } from '../forgejo/credentialGuard.ts';
import { isHtmlType } from '../http/htmlPage.ts';
import type { HttpClientOptions } from '../http/httpClient.ts';
import { addressOf } from './mirrorAddress.ts';
import type { MirrorAddress } from './mirrorAddress.ts';
import { hasFile, putFile } from './putFile.ts';
import { askMirror } from './uploadRequest.ts';
import type { UploadAnswer } from './uploadRequest.ts';

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
  /** Called only for a file that the mirror lacks. */
  readonly mayGive: () => Promise<boolean>;
  readonly signal: AbortSignal;
}

const CHUNK_BYTES = 256 * 1024;

/** Another upload was faster, or files cannot be overwritten; or, with WebDAV, the directory for the file is missing. */
const CONFLICT = new Set([409, 412]);

/**
 * Uploads a file unless the mirror has it. The bytes are first compared with the digest, because many servers accept any
 * bytes. Follows no redirect, which would send bytes elsewhere.
 *
 * @throws EngineError `integrity` if the file changed on disk; `network`, `timeout`, `uploadRefused`, `rateLimited`, `server`,
 *   `htmlPage`; `storage`; the signal's reason on abort
 */
export async function uploadTo(
  mirror: MirrorAddress,
  file: UploadFile,
  { http, authorization, mayGive, signal }: UploadParts,
): Promise<'sent' | 'present' | 'withheld'> {
  if (mirror.kind === 'file') {
    if (await hasFile(mirror, file.sha256)) return 'present';
    return (await mayGive()) ? putFile(mirror, file, { clock: http.clock, signal }) : 'withheld';
  }
  const url = addressOf(mirror, file.sha256);
  const credential = new CredentialGuard(mirror.base, authorization);
  const agent = { 'user-agent': http.userAgent(), 'accept-encoding': 'identity' };
  const headers = { ...agent, ...credential.headersFor(url, undefined) };
  const credentialSent = credential.sent;
  const found = await lookUp(url, headers, { http, signal });
  if (isSuccess(found) && (await isSameLength(found, { url, file }))) return 'present';
  if (found.status === 429) throw refusal(url, found, { credentialSent, now: http.clock.now() });
  if (!(await mayGive())) return 'withheld';
  const { sha256, sizeBytes } = await onDisk(file.path, () => fileDigest(file.path, signal));
  assertSha256(file.name, file.sha256, sha256);
  const handle = await onDisk(file.path, () => openExisting(file.path));
  try {
    const type = { 'content-type': 'application/octet-stream', 'content-length': String(sizeBytes) };
    const put = { method: 'PUT', url, headers: { ...headers, ...type } } as const;
    const answer = await askMirror({ ...put, body: () => bytesOf(handle, sizeBytes) }, http, signal);
    if (isSuccess(answer)) return 'sent';
    if (CONFLICT.has(answer.status) && (await mayBeThere(url, headers, file, { http, signal }))) return 'present';
    throw refusal(url, answer, { credentialSent, now: http.clock.now() });
  } finally {
    await handle.close();
  }
}

/** HEAD is not allowed, or not known. */
const NO_HEAD = new Set([405, 501]);

/** Whether the mirror has a file. Forgejo before 16 does not answer HEAD for packages, so the first byte is requested. */
async function lookUp(
  url: URL,
  headers: Readonly<Record<string, string>>,
  { http, signal }: Pick<UploadParts, 'http' | 'signal'>,
): Promise<UploadAnswer> {
  const head = await askMirror({ method: 'HEAD', url, headers }, http, signal);
  if (!NO_HEAD.has(head.status)) return head;
  return askMirror({ method: 'GET', url, headers: { ...headers, range: 'bytes=0-0' } }, http, signal);
}

/** After a conflict: whether the mirror has the file, or does not say, as one that only takes uploads. */
async function mayBeThere(
  url: URL,
  headers: Readonly<Record<string, string>>,
  file: UploadFile,
  parts: Pick<UploadParts, 'http' | 'signal'>,
): Promise<boolean> {
  const found = await lookUp(url, headers, parts);
  if (isSuccess(found)) return isSameLength(found, { url, file });
  return found.status !== 404 && found.status !== 410;
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

function isSuccess({ status }: UploadAnswer): boolean {
  return status >= 200 && status < 300;
}

/**
 * Whether the mirror has a file of the same length, as far as it says: one that was cut short is sent again.
 * @throws EngineError `htmlPage`: a login in front of a mirror answers everything with its page
 */
async function isSameLength(
  { header }: UploadAnswer,
  { url, file }: { readonly url: URL; readonly file: UploadFile },
): Promise<boolean> {
  if (isHtmlType(header('content-type'))) throw pageError(url, '');
  // Of a part, the size of the whole file counts: `bytes 0-0/290`.
  const length = /\/(\d{1,15})$/.exec(header('content-range') ?? '')?.[1] ?? header('content-length');
  const { size } = await onDisk(file.path, () => stat(file.path));
  return length === undefined || length === String(size);
}

/** Redirects and 4xx are about this address and this credential. After most of 5xx, the same request may work later. */
function refusal(
  { host }: URL,
  { status, refusedForMs: retryAfterMs }: UploadAnswer,
  { credentialSent, now }: { readonly credentialSent: boolean; readonly now: number },
): EngineError {
  const message = `${host} did not take a file: ${status}`;
  if (status === 429) return rateLimitError(message, { host, retryAfterMs, now });
  if (status < 500 || LASTING.has(status))
    return new EngineError('uploadRefused', message, { host, status, credentialSent });
  return new EngineError('server', message, { host, status });
}

/** Not implemented, insufficient storage. */
const LASTING = new Set([501, 507]);
