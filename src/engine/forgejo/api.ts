import type * as v from 'valibot';
import { EngineError, isEngineError } from '../errors.ts';
import type { Exchange } from '../http/exchange.ts';
import { isHtmlType } from '../http/htmlPage.ts';
import type { HttpClient, HttpRequest } from '../http/httpClient.ts';
import { MAX_JSON_BYTES, isSuccess, peekText } from '../http/readBody.ts';
import { untilAbort } from '../http/untilAbort.ts';
import { pageError, refusalError } from './answers.ts';
import type { Subject } from './answers.ts';
import { CredentialGuard, isLoginPage, isWithin, ontoBase } from './credentialGuard.ts';
import { badResponse, decode } from './decode.ts';
import { checkHop } from './hops.ts';
import type { Chain, Resolve } from './hops.ts';
import { parseTotal } from './pages.ts';
import { parseSliced } from './slicedJson.ts';
import type { TokenState } from './tokenState.ts';
import { ValidatedTexts } from './validatedTexts.ts';

interface ApiOptions {
  readonly base: string;
  readonly http: HttpClient;
  /** Read at each call and never stored. */
  readonly token: () => Promise<string | undefined>;
  readonly state: TokenState;
  /** Used to keep redirects out of private networks. */
  readonly resolve: Resolve;
}

export interface Call {
  readonly url: URL;
  readonly subject: Subject;
  readonly signal?: AbortSignal | undefined;
  /** Visible only to an account: never tried without the token. */
  readonly personal?: boolean;
  /** The same resource at an address that needs other scopes. */
  readonly alternative?: URL;
}

export interface Decoded<T> {
  readonly value: T;
  readonly header: (name: string) => string | undefined;
  /** The final address, after redirects. */
  readonly url: URL;
}

/** The headers for a hop, apart from the token. */
type HeadersForHop = (hop: URL) => Record<string, string>;
type OwnChain = Extract<Chain, { readonly kind: 'api' | 'file' }>;
type Once<T> = (token: string | undefined, url: URL) => Promise<T>;

/** Calls to one instance: adds the token where allowed, turns refusals into errors, and decodes JSON. */
export class Api {
  readonly #options: ApiOptions;
  readonly #texts = new ValidatedTexts();

  constructor(options: ApiOptions) {
    this.#options = options;
  }

  /** Registers the current token. Returns its fingerprint. */
  async lookAtToken(signal?: AbortSignal): Promise<{ readonly given: boolean; readonly fingerprint: string }> {
    const token = await this.#token(signal);
    return { given: token !== undefined, fingerprint: this.#options.state.about(token) };
  }

  /**
   * Returns decoded JSON. If the server gave a validator, unchanged content is not sent again. If the token causes the
   * failure (refused, or without the scope), it is tried once without the token, because public things stay public. An empty
   * list from that second try proves nothing, so the refusal stands.
   *
   * @throws EngineError as `HttpClient.sendForText`, and `unauthorized`, `forbidden`, `notFound`, `gone`, `rateLimited`,
   * `server`, `htmlPage`, `badResponse`
   */
  async json<S extends v.GenericSchema>(call: Call, schema: S): Promise<Decoded<v.InferOutput<S>>> {
    const once: Once<Decoded<unknown>> = async (token, url) => {
      const known = this.#texts.find(url, token);
      const headers: HeadersForHop = (hop) => ({
        accept: 'application/json',
        ...(hop.href === url.href ? known?.conditions : undefined),
      });
      const { request, check } = this.#prepare({ ...call, url }, token, headers, 'api');
      const relocate = (target: URL): URL => ontoBase(target, this.#options.base);
      const { answer, text } = await this.#options.http.sendForText({ ...request, relocate }, MAX_JSON_BYTES);
      if (known && answer.status === 304) {
        return { value: await parse(known.text, url, call.signal), header: known.header, url };
      }
      check(answer, text);
      if (isHtmlType(answer.header('content-type')) || /^\s*</.test(text)) throw pageError(answer.url, text);
      const value = await parse(text, answer.url, call.signal);
      this.#texts.keep(url, token, { answer, text });
      return { value, header: answer.header, url: answer.url };
    };
    const { value, header, url } = await this.withToken(call, once, (found) => !isEmptyList(found));
    return { value: decode(schema, value, call.url), header, url };
  }

  /**
   * Runs `once` with the token, and again elsewhere or without the token if that caused the failure. `proves` says whether
   * the second answer may replace the first.
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
   * Returns a successful response with the body of an attachment or a package file unread; `headers` is called at each hop.
   *
   * @throws EngineError as `json`, except for errors about JSON
   */
  open(call: Call, token: string | undefined, headers: HeadersForHop): Promise<Exchange> {
    return this.#open(call, token, headers, 'file');
  }

  async #open(
    call: Call,
    token: string | undefined,
    headers: HeadersForHop,
    kind: OwnChain['kind'],
  ): Promise<Exchange> {
    const { request, check } = this.#prepare(call, token, headers, kind);
    const answer = await this.#options.http.send(request);
    if (isSuccess(answer.status)) return answer;
    check(answer, await peekText(answer));
    return answer;
  }

  /** The request of a call, and a check that throws if the response is a refusal. */
  #prepare(
    { url, subject, signal = NEVER }: Call,
    token: string | undefined,
    headers: HeadersForHop,
    kind: OwnChain['kind'],
  ): { readonly request: HttpRequest; readonly check: (answer: Exchange, text: string) => void } {
    const { base, http, resolve } = this.#options;
    if (token !== undefined && !SENDABLE.test(token)) throw malformed(url);
    const credential = new CredentialGuard(base, token === undefined ? undefined : `token ${token}`);
    const headersFor: HttpRequest['headersFor'] = async (hop, previous) => {
      if (previous && isLoginPage(hop)) throw signInError(hop, token !== undefined);
      await checkHop(hop, { kind, base, resolve });
      return { ...headers(hop), ...credential.headersFor(hop, previous) };
    };
    const check = (answer: Exchange, text: string): void => {
      signal.throwIfAborted();
      if (isSuccess(answer.status)) return;
      const own = credential.sent ? 'withToken' : 'withoutToken';
      const authority = isWithin(answer.url, base) ? own : 'none';
      throw refusalError({ answer, text, subject, authority, now: http.now() });
    };
    return { request: { url, signal, headersFor }, check };
  }

  /** The token storage may be slow, or ask the user. */
  async #token(signal: AbortSignal = NEVER): Promise<string | undefined> {
    return (await untilAbort(this.#options.token(), signal))?.trim() || undefined;
  }

  /** Whether the instance knows the token: the version needs no scope, but even there a bad token is refused. */
  async #isKnown(token: string, signal: AbortSignal | undefined): Promise<boolean> {
    const url = new URL('api/v1/version', this.#options.base);
    try {
      const call: Call = { url, subject: { what: 'instance', name: url.host }, signal };
      const answer = await this.#open(call, token, () => ({}), 'api');
      answer.discard();
      return true;
    } catch (error) {
      if (isEngineError(error, 'unauthorized')) return false;
      throw error;
    }
  }
}

const NEVER = new AbortController().signal;

/** The characters that a header can carry; no instance ever issued a token with others. */
const SENDABLE = /^[\x21-\x7e]+$/;

function malformed({ host }: URL): EngineError {
  const facts = { host, tokenSent: false, malformed: true } as const;
  return new EngineError('unauthorized', `the token for ${host} has characters that no token has`, facts);
}

/** Whether the call may succeed without the token. */
function isTokenTrouble(error: unknown): error is EngineError<'unauthorized' | 'forbidden'> {
  if (isEngineError(error, 'unauthorized')) return error.facts.tokenSent || error.facts.malformed === true;
  return isEngineError(error, 'forbidden') && error.facts.tokenSent;
}

/** The package registry uses 401 for everything forbidden; if the instance knows the token, a right is missing. */
function noRight(error: EngineError<'unauthorized'>): EngineError {
  return new EngineError('forbidden', error.message, { ...error.facts }, { cause: error });
}

function signInError({ host }: URL, tokenSent: boolean): EngineError {
  return new EngineError('unauthorized', `${host} redirects to its sign-in page`, { host, tokenSent });
}

/** A page past the end of a list is empty too, but has the total number of rows. */
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
