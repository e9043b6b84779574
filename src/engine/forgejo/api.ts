import type * as v from 'valibot';
import { EngineError, isEngineError } from '../errors.ts';
import type { Exchange } from '../http/exchange.ts';
import { isHtmlType } from '../http/htmlPage.ts';
import type { HttpClient } from '../http/httpClient.ts';
import { MAX_JSON_BYTES, peekText, readText } from '../http/readBody.ts';
import { pageError, refusalError } from './answers.ts';
import type { Subject } from './answers.ts';
import { TokenCarrier, isLoginPage } from './authority.ts';
import { badResponse, decode } from './decode.ts';
import type { TokenState } from './tokenState.ts';

export interface ApiOptions {
  readonly base: string;
  readonly http: HttpClient;
  /** Asked for at each call and never kept. */
  readonly token: () => Promise<string | undefined>;
  readonly finding: TokenState;
}

export interface Call {
  readonly url: URL;
  readonly subject: Subject;
  readonly signal?: AbortSignal | undefined;
  /** What only an account can see: never tried without the token. */
  readonly personal?: boolean;
}

export interface Decoded<T> {
  readonly value: T;
  readonly header: (name: string) => string | undefined;
}

/** Calls to one instance: the token goes along by rule, refusals become errors, and JSON is decoded. */
export class Api {
  readonly #options: ApiOptions;

  constructor(options: ApiOptions) {
    this.#options = options;
  }

  async hasToken(): Promise<boolean> {
    return (await this.#options.token()) !== undefined;
  }

  /**
   * Decoded JSON. A call that the token spoils (refused, or without the scope) is tried once without it, as public things
   * stay public; an empty list got that way proves nothing, so then the refusal stands.
   *
   * @throws EngineError as `HttpClient.send`, and `unauthorized`, `forbidden`, `notFound`, `gone`, `rateLimited`,
   *   `server`, `htmlPage`, `badResponse`, `tooLarge`
   */
  async json<S extends v.GenericSchema>(call: Call, schema: S): Promise<Decoded<v.InferOutput<S>>> {
    const once = async (token: string | undefined): Promise<Decoded<unknown>> => {
      const headers = { accept: 'application/json' };
      const answer = await this.send(call, token, () => headers);
      const type = answer.header('content-type');
      const text = await readText(answer, MAX_JSON_BYTES);
      if (isHtmlType(type) || /^\s*</.test(text)) throw pageError(answer.url, text);
      return { value: parse(text, answer.url), header: (name) => answer.header(name) };
    };
    const { value, header } = await this.withToken(call, once, (first) => !isEmptyList(first.value));
    return { value: decode(schema, value, call.url), header };
  }

  /**
   * Runs `once` with the token, and again without it when that is why it failed. `proves` says whether what came without
   * the token may stand in for what was asked.
   */
  async withToken<T>(
    call: Call,
    once: (token: string | undefined) => Promise<T>,
    proves: (result: T) => boolean,
  ): Promise<T> {
    const token = await this.#options.token();
    if (token === undefined) {
      this.#options.finding.none();
      return once(undefined);
    }
    try {
      const result = await once(token);
      this.#options.finding.worked(call.subject.feature);
      return result;
    } catch (error) {
      if (!isTokenTrouble(error)) throw error;
      await this.#options.finding.refused(error, call.subject.feature, () => this.#tokenIsKnown(token, call.signal));
      if (call.personal) throw error;
      const result = await once(undefined).catch((): never => {
        call.signal?.throwIfAborted();
        throw error;
      });
      if (!proves(result)) throw error;
      return result;
    }
  }

  /**
   * One answer with a status of success; `headers` says what to send to each hop besides the token.
   *
   * @throws EngineError as `json`, but for what concerns a body
   */
  async send(
    { url, subject, signal = NEVER }: Call,
    token: string | undefined,
    headers: (url: URL) => Record<string, string>,
  ): Promise<Exchange> {
    const { base, http } = this.#options;
    const carrier = new TokenCarrier(base, token);
    const answer = await http.send({
      url,
      signal,
      headersFor: (hop, previous) => {
        if (previous && isLoginPage(hop, base)) throw signInError(hop, token !== undefined);
        return { ...headers(hop), ...carrier.headersFor(hop, previous) };
      },
    });
    if (answer.status >= 200 && answer.status < 300) return answer;
    const text = await peekText(answer);
    signal.throwIfAborted();
    throw refusalError({ answer, text, subject, tokenSent: token !== undefined, now: http.now() });
  }

  /** Whether the instance knows the token at all: the version needs no scope, and a bad token is refused even there. */
  async #tokenIsKnown(token: string, signal: AbortSignal | undefined): Promise<boolean> {
    const url = new URL('api/v1/version', this.#options.base);
    try {
      const answer = await this.send({ url, subject: { what: 'instance', name: url.host }, signal }, token, () => ({}));
      answer.discard();
      return true;
    } catch (error) {
      if (isEngineError(error, 'unauthorized')) return false;
      throw error;
    }
  }
}

const NEVER = new AbortController().signal;

/** Whether leaving the token away could help. */
function isTokenTrouble(error: unknown): error is EngineError<'unauthorized' | 'forbidden'> {
  return isEngineError(error, 'unauthorized') || isEngineError(error, 'forbidden');
}

function signInError({ host }: URL, tokenSent: boolean): EngineError {
  return new EngineError('unauthorized', `${host} sends to its sign-in page`, { host, tokenSent });
}

function isEmptyList(value: unknown): boolean {
  const list = typeof value === 'object' && value !== null && 'data' in value ? value.data : value;
  return Array.isArray(list) && list.length === 0;
}

function parse(text: string, url: URL): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badResponse(url, '$', 'not JSON');
  }
}
