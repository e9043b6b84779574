import { EngineError } from '../errors.ts';
import type { Exchange } from '../http/exchange.ts';
import { isHtmlType } from '../http/htmlPage.ts';
import { peekText } from '../http/readBody.ts';
import type { OpenedBody } from '../ports.ts';
import { pageError } from './answers.ts';
import { isWithin } from './tokenScope.ts';

export interface Range {
  readonly offsetBytes: number;
  readonly validator: string | undefined;
}

/** Where an asset lives. */
export interface Home {
  /** Only answers from below it give validators, and only they are sent one: whoever it redirects to has its own. */
  readonly base: string;
  /** See `isImmutable`. */
  readonly immutable: boolean;
}

/** Headers for a body, or for the rest of one. `If-Range` goes to where the validator came from. */
export function bodyHeaders(url: URL, base: string, range: Range | undefined): Record<string, string> {
  return {
    accept: 'application/octet-stream, */*;q=0.5',
    ...(range && { range: `bytes=${range.offsetBytes}-` }),
    ...(range?.validator && isWithin(url, base) && { 'if-range': range.validator }),
  };
}

/** Start and size of the whole as `Content-Range: bytes 5-9/10` says (RFC 9110 section 14.4), if it says both. */
export function parseContentRange(header: string | undefined): { offsetBytes: number; sizeBytes: number } | undefined {
  const match = /^\s*bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})\s*$/i.exec(header ?? '');
  if (!match) return undefined;
  const [offsetBytes, last, sizeBytes] = match.slice(1).map(Number) as [number, number, number];
  return offsetBytes <= last && last === sizeBytes - 1 ? { offsetBytes, sizeBytes } : undefined;
}

/**
 * What a later `If-Range` may use (RFC 9110 section 13.1.5): a strong ETag, else a Last-Modified that is at least one
 * second older than the answer (section 8.8.2.2). Only the asset's home is asked for one.
 */
export function validatorOf(answer: Pick<Exchange, 'url' | 'header'>, base: string): string | undefined {
  if (!isWithin(answer.url, base)) return undefined;
  const etag = answer.header('etag');
  if (etag && /^"[^"]*"$/.test(etag)) return etag;
  const modified = answer.header('last-modified') ?? '';
  const age = Date.parse(answer.header('date') ?? '') - Date.parse(modified);
  return age >= 1000 ? modified : undefined;
}

/**
 * Whether the rest that came belongs to what we have, as far as the answer tells. What came without a validator is not
 * continued by what has one: another answered then. Where one upstream id may stand for other bytes later, nothing but the
 * same validator will do.
 */
export function continues(answer: Pick<Exchange, 'url' | 'header'>, { base, immutable }: Home, range: Range): boolean {
  const found = parseContentRange(answer.header('content-range'));
  if (found?.offsetBytes !== range.offsetBytes || !mayContinue(range, immutable)) return false;
  const validator = validatorOf(answer, base);
  if (!immutable || range.validator === undefined) return validator === range.validator;
  return !isWithin(answer.url, base) || stillHolds(range.validator, answer);
}

/** Whether it makes sense to ask for a rest at all. */
export function mayContinue({ validator }: Pick<Range, 'validator'>, immutable: boolean): boolean {
  return immutable || validator !== undefined;
}

/** Whether the answer says the same as the validator, or nothing of its kind. On the way a strong ETag may turn weak. */
function stillHolds(validator: string, answer: Pick<Exchange, 'header'>): boolean {
  const isTag = validator.startsWith('"');
  const now = isTag ? answer.header('etag')?.replace(/^W\//, '') : answer.header('last-modified');
  return now === undefined || now === validator;
}

/**
 * The body of an answer with status 200 or 206.
 *
 * @throws EngineError `htmlPage`; `badBody` for a content encoding that nobody asked for
 */
export async function toOpenedBody(answer: Exchange, base: string): Promise<OpenedBody> {
  const { host } = answer.url;
  if (isHtmlType(answer.header('content-type'))) throw pageError(answer.url, await peekText(answer));
  const encoding = answer.header('content-encoding') ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') {
    answer.discard();
    throw new EngineError('badBody', `${host} compressed a file (${encoding.slice(0, 40)})`, {
      host,
      rule: 'encoding',
    });
  }
  const range = answer.status === 206 ? parseContentRange(answer.header('content-range')) : undefined;
  const length = answer.header('content-length');
  return {
    offsetBytes: range?.offsetBytes ?? 0,
    sizeBytes: range?.sizeBytes ?? (length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : undefined),
    validator: validatorOf(answer, base),
    body: answer.body,
    discard: () => answer.discard(),
  };
}
