import { refusalError } from '../forgejo/answers.ts';
import { askForRest, bodyHeaders, toOpenedBody } from '../forgejo/assetBody.ts';
import type { Range } from '../forgejo/assetBody.ts';
import { checkHop } from '../forgejo/hops.ts';
import type { Resolve } from '../forgejo/hops.ts';
import { CredentialGuard } from '../forgejo/credentialGuard.ts';
import type { Exchange } from '../http/exchange.ts';
import type { HttpClient } from '../http/httpClient.ts';
import type { OpenBody } from '../ports.ts';
import { addressOf } from './mirrorAddress.ts';
import type { MirrorAddress } from './mirrorAddress.ts';

interface HttpMirrorParts {
  /** Must not retry: the next source has the file too. */
  readonly http: HttpClient;
  /** The value of the `Authorization` header for a mirror, read at each request. */
  readonly authorization: (mirror: MirrorAddress) => Promise<string | undefined>;
  readonly resolve: Resolve;
  /** Whether a redirect must not lead there. */
  readonly forbids: (hop: URL) => boolean;
}

/**
 * The bytes of a digest at a mirror that speaks HTTP, as Bazel's remote cache, WebDAV servers and plain file servers do.
 * Redirects, ranges and encodings are treated as those of an instance; the credential stays below the mirror's own address.
 */
export function httpMirror(mirror: MirrorAddress, sha256: string, parts: HttpMirrorParts): OpenBody {
  const { base } = mirror;
  const home = { base, immutable: true };
  return async (range, signal) => {
    const credential = new CredentialGuard(base, await parts.authorization(mirror));
    const ask = (wanted: Range | undefined): Promise<Exchange> => {
      const rangeHeaders = (hop: URL): Record<string, string> => bodyHeaders(hop, base, wanted);
      return send(addressOf(mirror, sha256), { mirror, credential, rangeHeaders, signal }, parts);
    };
    return toOpenedBody(await askForRest(ask, home, range), base);
  };
}

interface Sending {
  readonly mirror: MirrorAddress;
  readonly credential: CredentialGuard;
  readonly rangeHeaders: (hop: URL) => Record<string, string>;
  readonly signal: AbortSignal;
}

/** @throws EngineError `notFound`, `gone` if the mirror does not have it, and others for other refusals */
async function send(
  url: URL,
  { mirror: { base }, credential, rangeHeaders, signal }: Sending,
  { http, resolve, forbids }: HttpMirrorParts,
): Promise<Exchange> {
  const headersFor = async (hop: URL, previous: URL | undefined): Promise<Record<string, string>> => {
    await checkHop(hop, { kind: 'mirror', base, resolve, forbids });
    return { ...rangeHeaders(hop), ...credential.headersFor(hop, previous) };
  };
  const answer = await http.send({ url, headersFor, signal });
  if (answer.status === 200 || answer.status === 206) return answer;
  answer.discard();
  const authority = credential.sent ? 'withToken' : 'withoutToken';
  const subject = { what: 'asset', name: url.pathname } as const;
  throw refusalError({ answer, text: '', subject, authority, now: http.now() });
}
