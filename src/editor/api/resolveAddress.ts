import { EngineError, assertFullyListed } from '../../engine/index.ts';
import type { ArtifactSource, Asset, AssetAddress, Engine } from '../../engine/index.ts';
import { ApiError, badArgument } from './apiError.ts';
import { assetOf } from '../choose/recordTargets.ts';
import { plain } from '../../words/format.ts';
import { t } from '../../words/translate.ts';

interface AddressOptions {
  /** The name of the file, if the address is that of a release or a package version. */
  readonly file?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The file that an address names, looked up in its version. Rejects with the signal's reason on abort.
 *
 * @throws ApiError `needsFile`, `severalFiles`, and `badArgument` if address and `file` name two files; EngineError
 * `notFound`, `incomplete`, and as `Engine.version`
 */
export async function resolveAddress(
  engine: Pick<Engine, 'version' | 'cache'>,
  address: AssetAddress,
  { file, signal }: AddressOptions = {},
): Promise<Asset> {
  if (address.kind === 'attachment') return assertNamed(await byUuid(engine, address), file);
  const place = placeOf(address);
  const { name = file } = address;
  if (name === undefined) throw needsFile(place);
  if (file !== undefined && file !== name) throw otherFile(name, file);
  const listed = (await engine.version(place.instance, place.source, place.version, { signal })).value;
  const found = listed.assets.filter((asset) => asset.name === name);
  const [only] = found;
  if (!only) assertFullyListed(listed);
  if (!only) throw missing(place.instance, name);
  if (found.length > 1) throw severalFiles(place, name);
  return only;
}

/** @throws ApiError `badArgument` if `file` is given and not its name */
export function assertNamed(asset: Asset, file: string | undefined): Asset {
  if (file !== undefined && file !== asset.name) throw otherFile(asset.name, file);
  return asset;
}

/** Why `text` names no file of the instances `bases`. Its message repeats no user name, password or query. */
export function addressError(text: string, bases: readonly string[]): ApiError | EngineError<'unknownInstance'> {
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol) && !bases.some((base) => `${url.origin}${url.pathname}`.startsWith(base))) {
    const instance = `${url.origin}/`;
    return new EngineError('unknownInstance', `${instance} is not configured`, { instance });
  }
  return badArgument('this is not the address of a file, a release or a package version');
}

/** A release or a package version, as `listFiles` takes it. */
interface Place {
  readonly instance: string;
  readonly source: ArtifactSource;
  readonly version: string;
}

function placeOf(address: Exclude<AssetAddress, { kind: 'attachment' }>): Place {
  const { instance, owner } = address;
  return address.kind === 'releaseFile'
    ? { instance, source: { kind: 'release', owner, repo: address.repo }, version: address.tag }
    : { instance, source: { kind: 'genericPackage', owner, package: address.package }, version: address.version };
}

function needsFile(place: Place): ApiError {
  const message = t(
    'This is the address of {0}, not of one file. Pass the name of the file as "file".',
    plain(place.version, 80),
  );
  return new ApiError({ code: 'needsFile', message, facts: place });
}

/** Their names are the same, so only the caller can tell which one is meant. */
function severalFiles(place: Place, name: string): ApiError {
  const message = t(
    'Several files of {0} are called {1}. Pass one of those that "listFiles" returns instead of an address.',
    plain(place.version, 80),
    plain(name, 80),
  );
  return new ApiError({ code: 'severalFiles', message, facts: { ...place, name } });
}

function otherFile(name: string, file: string): ApiError {
  return badArgument(
    `the first argument names the file ${JSON.stringify(name)}, and "file" is ${JSON.stringify(file)}`,
  );
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
