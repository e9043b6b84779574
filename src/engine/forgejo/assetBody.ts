import { EngineError, isEngineError } from '../errors.ts';
import type { Exchange } from '../http/exchange.ts';
import { isHtmlType } from '../http/htmlPage.ts';
import { peekText } from '../http/readBody.ts';
import type { OpenedBody } from '../ports.ts';
import { pageError } from './answers.ts';
import { isWithin } from './credentialGuard.ts';

export interface Range {
  readonly offsetBytes: number;
  readonly validator: string | undefined;
}

/** The host of an asset. */
interface Home {
  /** Validators are taken only from responses below it, and sent only there: other hosts have their own. */
  readonly base: string;
  /** See `isImmutable`. */
  readonly immutable: boolean;
}

export type Ask = (range: Range | undefined) => Promise<Exchange>;

/** The headers to request a body, or the rest of one. `If-Range` goes only to the origin of the validator. */
export function bodyHeaders(url: URL, base: string, range: Range | undefined): Record<string, string> {
  return {
    accept: 'application/octet-stream, */*;q=0.5',
    ...(range && { range: `bytes=${range.offsetBytes}-` }),
    ...(range?.validator && isWithin(url, base) && { 'if-range': range.validator }),
  };
}

/** The start and the total size from `Content-Range: bytes 5-9/10` (RFC 9110 section 14.4), if it has both. */
export function parseContentRange(header: string | undefined): { offsetBytes: number; sizeBytes: number } | undefined {
  const match = /^\s*bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})\s*$/i.exec(header ?? '');
  if (!match) return undefined;
  const [offsetBytes, last, sizeBytes] = match.slice(1).map(Number) as [number, number, number];
  return offsetBytes <= last && last === sizeBytes - 1 ? { offsetBytes, sizeBytes } : undefined;
}

/**
 * The validator for a later `If-Range` (RFC 9110 section 13.1.5): a strong ETag, else a Last-Modified at least one second
 * older than the response (section 8.8.2.2). Only the asset's home provides one.
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
 * Whether the received rest continues the stored part, judged by the response. A part received without a validator is not
 * continued by a response that has one: another server answered then. If the bytes of an upstream id may change, only the
 * same validator counts.
 */
export function continues(answer: Pick<Exchange, 'url' | 'header'>, { base, immutable }: Home, range: Range): boolean {
  const found = parseContentRange(answer.header('content-range'));
  if (found?.offsetBytes !== range.offsetBytes || !mayContinue(range, immutable)) return false;
  const validator = validatorOf(answer, base);
  if (!immutable || range.validator === undefined) return validator === range.validator;
  return !isWithin(answer.url, base) || stillHolds(range.validator, answer);
}

/** Whether requesting only the rest makes sense. */
function mayContinue({ validator }: Pick<Range, 'validator'>, immutable: boolean): boolean {
  return immutable || validator !== undefined;
}

/** Whether the response has the same validator, or none of its kind. A proxy may weaken a strong ETag. */
function stillHolds(validator: string, answer: Pick<Exchange, 'header'>): boolean {
  const isTag = validator.startsWith('"');
  const now = isTag ? answer.header('etag')?.replace(/^W\//, '') : answer.header('last-modified');
  return now === undefined || now === validator;
}

/** Any odd partial response (another range, another file, 416) leads to one request for the whole file. */
export async function askForRest(ask: Ask, home: Home, range: Range | undefined): Promise<Exchange> {
  if (!range || !mayContinue(range, home.immutable)) return wholeOnly(await ask(undefined));
  const answer = await ask(range).catch((error: unknown) => {
    if (isEngineError(error, 'server') && error.facts.status === 416) return undefined;
    throw error;
  });
  if (answer && answer.status !== 206) return wholeOnly(answer);
  if (answer && continues(answer, home, range)) return answer;
  answer?.discard();
  return wholeOnly(await ask(undefined));
}

function wholeOnly(answer: Exchange): Exchange {
  if (answer.status === 200) return answer;
  answer.discard();
  const { host } = answer.url;
  throw new EngineError('badBody', `${host} answered ${answer.status} to a request for the whole file`, {
    host,
    rule: 'range',
  });
}

/**
 * Returns the body of a response with status 200 or 206.
 *
 * @throws EngineError `htmlPage`; `badBody` for an unrequested content encoding
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
