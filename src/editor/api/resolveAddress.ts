import { EngineError, assertFullyListed } from '../../engine/index.ts';
import type { ArtifactSource, Asset, AssetAddress, Engine } from '../../engine/index.ts';
import { ArgumentError } from './checkedCall.ts';
import { assetOf } from '../choose/targets.ts';

/**
 * The file that an address names, looked up in its version. `file` names one if the address is that of a page.
 *
 * @throws EngineError `notFound`, `incomplete`, and as `Engine.version`
 */
export async function resolveAddress(
  engine: Pick<Engine, 'version' | 'cache'>,
  address: AssetAddress,
  file?: string,
): Promise<Asset> {
  if (address.kind === 'attachment') return byUuid(engine, address);
  const source = sourceOf(address);
  const version = address.kind === 'releaseFile' ? address.tag : address.version;
  const name = address.name ?? file;
  const listed = (await engine.version(address.instance, source, version)).value;
  const found = listed.assets.filter((asset) => asset.name === name);
  const [only] = found;
  if (!only) assertFullyListed(listed);
  // A release may have several files of the same name, so the name does not tell which is meant.
  if (!only || found.length > 1) throw missing(address.instance, name ?? 'without a name');
  return only;
}

/** Why `text` names no file of the instances `bases`. Its message repeats no user name, password or query. */
export function addressError(text: string, bases: readonly string[]): ArgumentError | EngineError<'unknownInstance'> {
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol) && !bases.some((base) => `${url.origin}${url.pathname}`.startsWith(base))) {
    const instance = `${url.origin}/`;
    return new EngineError('unknownInstance', `${instance} is not configured`, { instance });
  }
  return new ArgumentError('this is not the address of a file, a release or a package version');
}

function sourceOf(address: Exclude<AssetAddress, { kind: 'attachment' }>): ArtifactSource {
  const { owner } = address;
  return address.kind === 'releaseFile'
    ? { kind: 'release', owner, repo: address.repo }
    : { kind: 'genericPackage', owner, package: address.package };
}

/** Such an address does not name its release, and the instance has no way to look it up. */
async function byUuid(
  { cache }: Pick<Engine, 'cache'>,
  { instance, uuid }: Extract<AssetAddress, { kind: 'attachment' }>,
): Promise<Asset> {
  const records = await cache.list();
  const record = records.find((one) => one.instance === instance && one.upstreamId === uuid);
  if (!record) throw missing(instance, uuid);
  return assetOf(record);
}

function missing(instance: string, name: string): EngineError {
  const { host } = new URL(instance);
  return new EngineError('notFound', `${host} has no file ${name}`, { host, what: 'asset', name });
}
