import { EngineError, isEngineError } from './errors.ts';
import type { Asset, Version } from './model.ts';
import { demandWhole } from './wholeVersion.ts';

type List = (asset: Asset, options: { refresh: boolean; signal: AbortSignal }) => Promise<Version>;

/**
 * Holds a file that somebody names against the release that it is said to be of. An attachment is served by its id alone,
 * whatever repository it belongs to, and an external file from any address, so a lock or another program could pass one off
 * as a file of somebody else's release. The address of a package file names its package. Where the release cannot be
 * listed for other reasons, nothing is known; rejects with the signal's reason on abort.
 *
 * @throws EngineError `gone` where the instance has no such release, or the release no such file; `incomplete`
 */
export async function demandListed(asset: Asset, list: List, signal: AbortSignal): Promise<void> {
  const { source, storage, instance, name } = asset;
  if (source.kind === 'genericPackage' && storage !== 'external') return;
  // The list may be some minutes old, and the file newer.
  const isListed = (await lists(asset, list, { refresh: false, signal })) ?? true;
  if (isListed || ((await lists(asset, list, { refresh: true, signal })) ?? true)) return;
  const { host } = new URL(instance);
  throw new EngineError('gone', `${host} does not list ${name}`, { host, name });
}

/** An id tells nothing of the address that somebody gives beside it. */
function isSame(listed: Asset, { upstreamId, name, storage, externalUrl }: Asset): boolean {
  if (listed.upstreamId !== upstreamId || listed.name !== name) return false;
  return storage !== 'external' || externalUrl === undefined || listed.externalUrl === externalUrl;
}

/** `undefined` where nothing is known. */
async function lists(asset: Asset, list: List, options: Parameters<List>[1]): Promise<boolean | undefined> {
  try {
    const version = await list(asset, options);
    const isListed = version.assets.some((one) => isSame(one, asset));
    if (!isListed) demandWhole(version);
    return isListed;
  } catch (error) {
    options.signal.throwIfAborted();
    if (!isEngineError(error) || isEngineError(error, 'incomplete')) throw error;
    return isEngineError(error, 'notFound') && !error.facts.unrouted ? false : undefined;
  }
}
