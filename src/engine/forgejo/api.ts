import type * as v from 'valibot';
import { EngineError, isEngineError } from '../errors.ts';
import type { Exchange } from '../http/exchange.ts';
import { isHtmlType } from '../http/htmlPage.ts';
import type { HttpClient, HttpRequest } from '../http/httpClient.ts';
import { MAX_JSON_BYTES, isSuccess, peekText } from '../http/readBody.ts';
import { untilAbort } from '../http/untilAbort.ts';
import { pageError, refusalError } from './answers.ts';
import type { Subject } from './answers.ts';
import { TokenCarrier, isLoginPage, isWithin, ontoBase } from './tokenScope.ts';
import { badResponse, decode } from './decode.ts';
import { refuseHop } from './hops.ts';
import type { Resolve } from './hops.ts';
import { parseTotal } from './pages.ts';
import { parseSliced } from './slicedJson.ts';
import type { TokenState } from './tokenState.ts';

interface ApiOptions {
  readonly base: string;
  readonly http: HttpClient;
  /** Asked for at each call and never kept. */
  readonly token: () => Promise<string | undefined>;
  readonly state: TokenState;
  /** For the rule that no redirect leads into a private network. */
  readonly resolve: Resolve;
}

export interface Call {
  readonly url: URL;
  readonly subject: Subject;
  readonly signal?: AbortSignal | undefined;
  /** What only an account can see: never tried without the token. */
  readonly personal?: boolean;
  /** The same thing at an address that asks for other scopes. */
  readonly alternative?: URL;
}

export interface Decoded<T> {
  readonly value: T;
  readonly header: (name: string) => string | undefined;
  /** Where the answer came from, after redirects. */
  readonly url: URL;
}

/** What to send to a hop besides the token. */
type HeadersForHop = (hop: URL) => Record<string, string>;
type Once<T> = (token: string | undefined, url: URL) => Promise<T>;

/** Calls to one instance: the token goes along by rule, refusals become errors, and JSON is decoded. */
export class Api {
  readonly #options: ApiOptions;

  constructor(options: ApiOptions) {
    this.#options = options;
  }

  /** Takes note of the token as it is now. Gives its fingerprint. */
  async lookAtToken(signal?: AbortSignal): Promise<{ readonly given: boolean; readonly fingerprint: string }> {
    const token = await this.#token(signal);
    return { given: token !== undefined, fingerprint: this.#options.state.about(token) };
  }

  /**
   * Decoded JSON. A call that the token spoils (refused, or without the scope) is tried once without it, as public things
   * stay public; an empty list got that way proves nothing, so then the refusal stands.
   *
   * @throws EngineError as `HttpClient.sendForText`, and `unauthorized`, `forbidden`, `notFound`, `gone`, `rateLimited`,
   *   `server`, `htmlPage`, `badResponse`
   */
  async json<S extends v.GenericSchema>(call: Call, schema: S): Promise<Decoded<v.InferOutput<S>>> {
    const once: Once<Decoded<unknown>> = async (token, url) => {
      const { request, check } = this.#prepare({ ...call, url }, token, () => ({ accept: 'application/json' }));
      const relocate = (target: URL): URL => ontoBase(target, this.#options.base);
      const { answer, text } = await this.#options.http.sendForText({ ...request, relocate }, MAX_JSON_BYTES);
      check(answer, text);
      if (isHtmlType(answer.header('content-type')) || /^\s*</.test(text)) throw pageError(answer.url, text);
      return { value: await parse(text, answer.url, call.signal), header: answer.header, url: answer.url };
    };
    const { value, header, url } = await this.withToken(call, once, (found) => !isEmptyList(found));
    return { value: decode(schema, value, call.url), header, url };
  }

  /**
   * Runs `once` with the token, and again elsewhere or without it when that is why it failed. `proves` says whether what
   * came then may stand in for what was asked.
   */
  async withToken<T>(call: Call, once: Once<T>, proves: (result: T) => boolean): Promise<T> {
    const { state } = this.#options;
    const token = await this.#token(call.signal);
    const fingerprint = state.about(token);
    if (token === undefined) return once(undefined, call.url);
    try {
      const result = await once(token, call.url);
      state.worked(call.subject.feature, fingerprint);
      return result;
    } catch (error) {
      if (!isTokenTrouble(error)) throw error;
      const attempt = async (...how: Parameters<Once<T>>): Promise<{ value: T } | undefined> => {
        const value = await once(...how).catch(() => undefined);
        call.signal?.throwIfAborted();
        return value !== undefined && proves(value) ? { value } : undefined;
      };
      const other = call.alternative && error.is('forbidden') ? await attempt(token, call.alternative) : undefined;
      const bare = other || call.personal ? undefined : await attempt(undefined, call.url);
      const { feature } = call.subject;
      const isKnown = (): Promise<boolean> => this.#isKnown(token, call.signal);
      await state.refused({ error, feature, worksWithout: bare !== undefined, isKnown }, fingerprint);
      const found = other ?? bare;
      if (!found) throw error.is('unauthorized') && state.finding.state === 'accepted' ? noRight(error) : error;
      return found.value;
    }
  }

  /**
   * An answer with a status of success, its body unread; `headers` is asked at each hop.
   *
   * @throws EngineError as `json`, but for what concerns JSON
   */
  async open(call: Call, token: string | undefined, headers: HeadersForHop): Promise<Exchange> {
    const { request, check } = this.#prepare(call, token, headers);
    const answer = await this.#options.http.send(request);
    if (isSuccess(answer.status)) return answer;
    check(answer, await peekText(answer));
    return answer;
  }

  /** The request of a call, and the check that throws what its answer means when that is a refusal. */
  #prepare(
    { url, subject, signal = NEVER }: Call,
    token: string | undefined,
    headers: HeadersForHop,
  ): { readonly request: HttpRequest; readonly check: (answer: Exchange, text: string) => void } {
    const { base, http, resolve } = this.#options;
    if (token !== undefined && !SENDABLE.test(token)) throw unsendable(url);
    const carrier = new TokenCarrier(base, token);
    const headersFor: HttpRequest['headersFor'] = async (hop, previous) => {
      if (previous && isLoginPage(hop)) throw signInError(hop, token !== undefined);
      if (!isWithin(hop, base)) await refuseHop(hop, base, resolve, 'privateRedirect');
      return { ...headers(hop), ...carrier.headersFor(hop, previous) };
    };
    const check = (answer: Exchange, text: string): void => {
      signal.throwIfAborted();
      if (isSuccess(answer.status)) return;
      const own = carrier.sent ? 'withToken' : 'withoutToken';
      const authority = isWithin(answer.url, base) ? own : 'none';
      throw refusalError({ answer, text, subject, authority, now: http.now() });
    };
    return { request: { url, signal, headersFor }, check };
  }

  /** Where the token is kept may take its time to answer, or ask a person. */
  async #token(signal: AbortSignal = NEVER): Promise<string | undefined> {
    return (await untilAbort(this.#options.token(), signal))?.trim() || undefined;
  }

  /** Whether the instance knows the token at all: the version needs no scope, and a bad token is refused even there. */
  async #isKnown(token: string, signal: AbortSignal | undefined): Promise<boolean> {
    const url = new URL('api/v1/version', this.#options.base);
    try {
      const answer = await this.open({ url, subject: { what: 'instance', name: url.host }, signal }, token, () => ({}));
      answer.discard();
      return true;
    } catch (error) {
      if (isEngineError(error, 'unauthorized')) return false;
      throw error;
    }
  }
}

const NEVER = new AbortController().signal;

/** What a header can carry; whatever else a token holds, no instance ever made it. */
const SENDABLE = /^[\x21-\x7e]+$/;

function unsendable({ host }: URL): EngineError {
  return new EngineError('unauthorized', `the token for ${host} has characters that no token has`, {
    host,
    tokenSent: true,
  });
}

/** Whether leaving the token away could help. */
function isTokenTrouble(error: unknown): error is EngineError<'unauthorized' | 'forbidden'> {
  return (isEngineError(error, 'unauthorized') || isEngineError(error, 'forbidden')) && error.facts.tokenSent;
}

/** The package registry says 401 for whatever is not allowed; of a token that the instance knows it is a missing right. */
function noRight(error: EngineError<'unauthorized'>): EngineError {
  return new EngineError('forbidden', error.message, { ...error.facts }, { cause: error });
}

function signInError({ host }: URL, tokenSent: boolean): EngineError {
  return new EngineError('unauthorized', `${host} sends to its sign-in page`, { host, tokenSent });
}

/** A page past the end of a list is empty too, but says how many rows the list has. */
function isEmptyList({ value, header }: Decoded<unknown>): boolean {
  const list = typeof value === 'object' && value !== null && 'data' in value ? value.data : value;
  return Array.isArray(list) && list.length === 0 && !parseTotal(header('x-total-count'));
}

async function parse(text: string, url: URL, signal: AbortSignal | undefined): Promise<unknown> {
  try {
    return await parseSliced(text, { signal });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw badResponse(url, '$', 'not JSON');
  }
}
