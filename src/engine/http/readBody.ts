import { promisify } from 'node:util';
import { EngineError } from '../errors.ts';
import type { Exchange } from './exchange.ts';

/** Ten times the largest known page of 50 releases with long notes and many assets. */
export const MAX_JSON_BYTES = 8 * 1024 * 1024;

export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/**
 * Reads the whole body as text, and decompresses it if a proxy compressed it without being asked: fetch does so itself, and
 * transports must not differ.
 *
 * @throws EngineError `tooLarge` if it is longer than `limitBytes`, and what reading throws
 */
export async function readBodyText(answer: Exchange, limitBytes: number): Promise<string> {
  const { bytes, complete } = await readUpTo(answer, limitBytes);
  if (!complete) throw tooLarge(answer.url, bytes.byteLength, limitBytes);
  return new TextDecoder().decode(await unpack(answer.url, bytes, limitBytes));
}

/** Recognised by its first two bytes, with which no text begins. If it is not gzip after all, it is returned as it is. */
async function unpack(url: URL, bytes: Uint8Array, limitBytes: number): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    // Rarely needed, and not while the program starts.
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

/**
 * Reads the start of a body as text, to identify an unexpected response. Never throws; returns '' if the connection drops.
 */
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
