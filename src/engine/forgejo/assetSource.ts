import { EngineError, isEngineError } from '../errors.ts';
import type { Exchange } from '../http/exchange.ts';
import type { HttpClient } from '../http/httpClient.ts';
import { untilAbort } from '../http/untilAbort.ts';
import type { Asset } from '../model.ts';
import type { OpenedBody } from '../ports.ts';
import type { Api } from './api.ts';
import { refusalError } from './answers.ts';
import { bodyHeaders, continues, toOpenedBody } from './assetBody.ts';
import type { Range } from './assetBody.ts';
import { isInside, refusePrivate } from './authority.ts';
import type { Resolve } from './authority.ts';
import { assetUrl } from './urls.ts';

export interface AssetSourceOptions {
  readonly base: string;
  readonly http: HttpClient;
  readonly api: Api;
  readonly allowHost?: (host: string) => boolean;
  readonly resolve: Resolve;
}

type Ask = (range: Range | undefined) => Promise<Exchange>;

/**
 * Opens the bytes of an asset, the rest only where it continues what is there.
 *
 * @throws EngineError see `ForgejoAssetClient.openAsset`
 */
export async function openAsset(
  options: AssetSourceOptions,
  asset: Asset,
  range: Range | undefined,
  signal: AbortSignal,
): Promise<OpenedBody> {
  const ask = asset.storage === 'external' ? externalAsk(options, asset, signal) : instanceAsk(options, asset, signal);
  try {
    return await toOpenedBody(await askForRest(ask, options.base, range), options.base);
  } catch (error) {
    signal.throwIfAborted();
    // It was listed a moment ago.
    if (!isEngineError(error, 'notFound')) throw error;
    const { host } = error.facts;
    throw new EngineError('gone', error.message, { host, name: asset.name }, { cause: error });
  }
}

/** Whatever is odd about a partial answer (another range, another file, 416) is answered by asking for the whole once. */
async function askForRest(ask: Ask, base: string, range: Range | undefined): Promise<Exchange> {
  if (!range) return wholeOnly(await ask(undefined));
  const answer = await ask(range).catch((error: unknown) => {
    if (isEngineError(error, 'server') && error.facts.status === 416) return undefined;
    throw error;
  });
  if (answer && answer.status !== 206) return wholeOnly(answer);
  if (answer && continues(answer, base, range)) return answer;
  answer?.discard();
  return wholeOnly(await ask(undefined));
}

function wholeOnly(answer: Exchange): Exchange {
  if (answer.status === 200) return answer;
  answer.discard();
  const { host } = answer.url;
  throw new EngineError('badBody', `${host} answered ${answer.status} to a plain request`, { host, rule: 'range' });
}

function instanceAsk({ api, base }: AssetSourceOptions, asset: Asset, signal: AbortSignal): Ask {
  const feature = asset.source.kind === 'release' ? 'repository' : 'package';
  const call = { url: assetUrl(asset), subject: { what: 'asset', name: asset.name, feature }, signal } as const;
  return (range) =>
    api.withToken(
      call,
      (token) => api.open(call, token, (hop) => bodyHeaders(hop, base, range)),
      () => true,
    );
}

/** From another host, because the user agreed to that host: no token, no private addresses, at any hop. */
function externalAsk(options: AssetSourceOptions, asset: Asset, signal: AbortSignal): Ask {
  const { base, http, resolve } = options;
  const url = assetUrl(asset);
  if (!options.allowHost?.(url.host)) {
    throw new EngineError('needsConsent', `${asset.name} lives on ${url.host}`, { host: url.host });
  }
  return async (range) => {
    const homeIsInside = await untilAbort(isInside(new URL(base), resolve), signal);
    const answer = await http.send({
      url,
      signal,
      headersFor: async (hop) => {
        if (!homeIsInside) await refusePrivate(hop, resolve);
        return bodyHeaders(hop, base, range);
      },
    });
    if (answer.status === 200 || answer.status === 206) return answer;
    answer.discard();
    const subject = { what: 'asset', name: asset.name } as const;
    throw refusalError({ answer, text: '', subject, authority: 'none', now: http.now() });
  };
}
