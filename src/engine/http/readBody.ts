import { promisify } from 'node:util';
import { EngineError } from '../errors.ts';
import type { Exchange } from './exchange.ts';

/** More than the largest page of 50 releases with long notes and many assets that was ever seen, by an order of magnitude. */
export const MAX_JSON_BYTES = 8 * 1024 * 1024;

export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/**
 * The whole body as text, unpacked where a proxy compressed it unasked: fetch does so by itself, and what cannot be told
 * apart above the transports must not differ below them.
 *
 * @throws EngineError `tooLarge` when it is longer than `limitBytes`, and what reading throws
 */
export async function readBodyText(answer: Exchange, limitBytes: number): Promise<string> {
  const { bytes, complete } = await readUpTo(answer, limitBytes);
  if (!complete) throw tooLarge(answer.url, bytes.byteLength, limitBytes);
  return new TextDecoder().decode(await unpack(answer.url, bytes, limitBytes));
}

/** By its first two bytes: no text begins with them. What turns out to be no gzip is given as it is. */
async function unpack(url: URL, bytes: Uint8Array, limitBytes: number): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    // Needed seldom, and not while the program starts.
    const { gunzip } = await import('node:zlib');
    return await promisify(gunzip)(bytes, { maxOutputLength: limitBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw tooLarge(url, limitBytes + 1, limitBytes);
    return bytes;
  }
}

function tooLarge({ host }: URL, sizeBytes: number, limitBytes: number): EngineError {
  const message = `${host} answered with more than ${limitBytes} bytes`;
  return new EngineError('tooLarge', message, { what: 'answer', sizeBytes, limitBytes });
}

/** The beginning of a body as text, for looking at what came in place of an answer. Never throws; '' when it breaks. */
export async function peekText(answer: Exchange, limitBytes = 64 * 1024): Promise<string> {
  try {
    return new TextDecoder().decode((await readUpTo(answer, limitBytes)).bytes);
  } catch {
    return '';
  }
}

async function readUpTo(answer: Exchange, limitBytes: number): Promise<{ bytes: Uint8Array; complete: boolean }> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  try {
    for await (const chunk of answer.body) {
      chunks.push(chunk);
      sizeBytes += chunk.byteLength;
      if (sizeBytes > limitBytes) return { bytes: Buffer.concat(chunks), complete: false };
    }
    return { bytes: Buffer.concat(chunks), complete: true };
  } finally {
    answer.discard();
  }
}
