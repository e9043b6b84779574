import { EngineError, isEngineError } from './errors.ts';
import type { Asset, Version } from './model.ts';
import { assertFullyListed } from './fullyListed.ts';

type List = (asset: Asset, options: { refresh: boolean; signal: AbortSignal }) => Promise<Version>;

/**
 * Checks that a named file belongs to the release it claims to be from. An attachment is served by its id alone, whatever
 * its repository, and an external file from any address, so a lock or another program could pass one off as part of another
 * publisher's release. The address of a package file names its package. If the release cannot be listed for other reasons,
 * nothing is known; rejects with the signal's reason on abort.
 *
 * @throws EngineError `gone` if the instance has no such release, or the release no such file; `incomplete`; `unsafeName` if
 * no release can be called that
 */
export async function assertListed(asset: Asset, list: List, signal: AbortSignal): Promise<void> {
  const { source, storage, instance, name } = asset;
  if (source.kind === 'genericPackage' && storage !== 'external') return;
  // The list may be some minutes old, and the file newer.
  const isListed = (await lists(asset, list, { refresh: false, signal })) ?? true;
  if (isListed || ((await lists(asset, list, { refresh: true, signal })) ?? true)) return;
  const { host } = new URL(instance);
  throw new EngineError('gone', `${host} does not list ${name}`, { host, name });
}

/**
 * Whether a lock alone may lead to the file: what it names is the instance's own, and its digest says which bytes are meant.
 * An external file may be at any address, and a malformed id might lead elsewhere behind a proxy that decodes paths, so
 * their releases are asked first.
 */
export function isServedByItself({ source, storage, upstreamId }: Asset): boolean {
  if (source.kind === 'genericPackage') return storage === 'packageFile';
  return storage === 'attachment' && /^[0-9a-z-]{1,64}$/i.test(upstreamId);
}

/** An id does not confirm the address given with it. */
function isSame(listed: Asset, { upstreamId, name, storage, externalUrl }: Asset): boolean {
  if (listed.upstreamId !== upstreamId || listed.name !== name) return false;
  return storage !== 'external' || externalUrl === undefined || listed.externalUrl === externalUrl;
}

/** `undefined` if nothing is known. */
async function lists(asset: Asset, list: List, options: Parameters<List>[1]): Promise<boolean | undefined> {
  try {
    const version = await list(asset, options);
    const isListed = version.assets.some((one) => isSame(one, asset));
    if (!isListed) assertFullyListed(version);
    return isListed;
  } catch (error) {
    options.signal.throwIfAborted();
    // No release has a name that cannot be requested, so that one is no reason to do without the list.
    const isCertain = isEngineError(error, 'incomplete') || isEngineError(error, 'unsafeName');
    if (!isEngineError(error) || isCertain) throw error;
    return isEngineError(error, 'notFound') && !error.facts.unrouted ? false : undefined;
  }
}
