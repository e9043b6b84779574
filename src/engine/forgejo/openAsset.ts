import { EngineError, isEngineError } from '../errors.ts';
import type { HttpClient } from '../http/httpClient.ts';
import { isImmutable } from '../model.ts';
import type { Asset } from '../model.ts';
import type { OpenedBody } from '../ports.ts';
import type { Api } from './api.ts';
import { refusalError } from './answers.ts';
import { askForRest, bodyHeaders, toOpenedBody } from './assetBody.ts';
import type { Ask, Range } from './assetBody.ts';
import { checkHop } from './hops.ts';
import type { Resolve } from './hops.ts';
import { assetUrl } from './urls.ts';

interface OpenOptions {
  readonly base: string;
  readonly http: HttpClient;
  readonly api: Api;
  readonly allowHost?: ((host: string) => boolean) | undefined;
  readonly resolve: Resolve;
}

/**
 * Opens the bytes of an asset; only the rest if it continues the stored part.
 *
 * @throws EngineError see `ForgejoAssetClient.openAsset`
 */
export async function openAsset(
  options: OpenOptions,
  asset: Asset,
  range: Range | undefined,
  signal: AbortSignal,
): Promise<OpenedBody> {
  const external = asset.storage === 'external';
  const base = external ? `${assetUrl(asset).origin}/` : options.base;
  const ask = (external ? externalAsk : instanceAsk)(options, asset, base, signal);
  try {
    return await toOpenedBody(await askForRest(ask, { base, immutable: isImmutable(asset) }, range), base);
  } catch (error) {
    signal.throwIfAborted();
    // It was listed a moment ago.
    if (!isEngineError(error, 'notFound')) throw error;
    const { host } = error.facts;
    throw new EngineError('gone', error.message, { host, name: asset.name }, { cause: error });
  }
}

function instanceAsk({ api }: OpenOptions, asset: Asset, home: string, signal: AbortSignal): Ask {
  const feature = asset.source.kind === 'release' ? 'repository' : 'package';
  const call = { url: assetUrl(asset), subject: { what: 'asset', name: asset.name, feature }, signal } as const;
  return (range) =>
    api.withToken(
      call,
      (token) => api.open(call, token, (hop) => bodyHeaders(hop, home, range)),
      () => true,
    );
}

/** Requests to other hosts, without the token. */
function externalAsk(options: OpenOptions, asset: Asset, home: string, signal: AbortSignal): Ask {
  const { base, http, resolve, allowHost } = options;
  const chain = { kind: 'external', name: asset.name, base, resolve, allowHost } as const;
  const headersFor = async (hop: URL, range: Range | undefined): Promise<Record<string, string>> => {
    await checkHop(hop, chain);
    return bodyHeaders(hop, home, range);
  };
  return async (range) => {
    const answer = await http.send({ url: assetUrl(asset), signal, headersFor: (hop) => headersFor(hop, range) });
    if (answer.status === 200 || answer.status === 206) return answer;
    answer.discard();
    const subject = { what: 'asset', name: asset.name } as const;
    throw refusalError({ answer, text: '', subject, authority: 'none', now: http.now() });
  };
}
