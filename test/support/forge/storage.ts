import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Answer } from './answer.ts';
import { Faults } from './faults.ts';
import { startServer } from './loopback.ts';
import type { LoopbackServer } from './loopback.ts';
import type { Presigner } from './options.ts';
import { send } from './send.ts';
import { serveFile } from './serveFile.ts';
import type { ServedFile } from './servedFile.ts';

export interface Storage extends Presigner, LoopbackServer {
  readonly faults: Faults;
  /** Expires all addresses issued so far. */
  expire(): void;
}

/** An object storage that behaves like S3, for a forge with SERVE_DIRECT. */
export async function startStorage(): Promise<Storage> {
  const faults = new Faults();
  const signed = new Map<string, { readonly file: ServedFile; expired: boolean }>();
  const loopback = await startServer((request, response) => {
    const fault = faults.take(request.url ?? '');
    if (fault?.kind === 'silence') return;
    const signature = new URL(`http://storage${request.url}`).searchParams.get('X-Amz-Signature') ?? '';
    send(request, response, answerTo(request, signed.get(signature)), fault);
  });
  return {
    ...loopback,
    faults,
    presign(file) {
      const hash = createHash('sha256').update(file.bytes).digest('hex');
      const signature = createHash('sha256').update(`${signed.size}`).digest('hex');
      signed.set(signature, { file, expired: false });
      const query = new URLSearchParams({
        'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
        'X-Amz-Expires': '300',
        'X-Amz-Signature': signature,
        'response-content-disposition': file.disposition,
      });
      return `${loopback.origin}/bucket/${hash.slice(0, 2)}/${hash.slice(2, 4)}/${hash}?${query.toString()}`;
    },
    expire() {
      for (const entry of signed.values()) entry.expired = true;
    },
  };
}

function answerTo(request: IncomingMessage, entry: { file: ServedFile; expired: boolean } | undefined): Answer {
  if (request.headers.authorization !== undefined) {
    return xml(
      400,
      'InvalidArgument',
      'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
    );
  }
  if (!entry) return xml(403, 'AccessDenied', 'Access Denied');
  if (entry.expired) return xml(403, 'AccessDenied', 'Request has expired');
  // The address was signed for another method.
  if (request.method !== 'GET')
    return xml(
      403,
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided.',
    );
  const etag = `"${createHash('md5').update(entry.file.bytes).digest('hex')}"`;
  return serveFile({ ...entry.file, etag }, request);
}

function xml(status: number, code: string, message: string): Answer {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status, headers: { 'content-type': 'application/xml' }, body: Buffer.from(body) };
}
