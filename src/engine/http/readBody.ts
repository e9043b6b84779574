import { EngineError } from '../errors.ts';
import type { Exchange } from './exchange.ts';

/** More than the largest page of 50 releases with long notes and many assets that was ever seen, by an order of magnitude. */
export const MAX_JSON_BYTES = 8 * 1024 * 1024;

export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/**
 * The whole body as text.
 *
 * @throws EngineError `tooLarge` when it is longer than `limitBytes`, and what reading throws
 */
export async function readText(answer: Exchange, limitBytes: number): Promise<string> {
  const { bytes, complete } = await readUpTo(answer, limitBytes);
  if (!complete) {
    const message = `${answer.url.host} answered with more than ${limitBytes} bytes`;
    throw new EngineError('tooLarge', message, { what: 'answer', sizeBytes: bytes.byteLength, limitBytes });
  }
  return new TextDecoder().decode(bytes);
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
