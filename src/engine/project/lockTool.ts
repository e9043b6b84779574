import { EngineError } from '../errors.ts';
import { placeName } from '../model.ts';
import type { ArtifactSource, Asset, Version } from '../model.ts';
import type { LockNote } from './pickAssets.ts';
import { pickAssets } from './pickAssets.ts';
import type { LockedAsset, LockedEvidence, LockedTool, ToolSpec } from './projectModel.ts';
import { resolveVersion } from '../versions/resolveVersion.ts';
import type { KnownVersion } from '../versions/knownVersion.ts';

interface Options {
  readonly signal?: AbortSignal;
}

/** What a lock says of the bytes of a file, and who says it. */
export interface LockedDigest {
  /** Lower-case hex. */
  readonly sha256: string;
  readonly sizeBytes?: number | undefined;
  readonly evidence: LockedEvidence;
}

/** What locking asks of the outside; see `lockPortsOf`. */
export interface LockPorts {
  /** Every version of a source, drafts and pre-releases marked. */
  readonly versions: (instance: string, source: ArtifactSource, options: Options) => Promise<readonly KnownVersion[]>;
  readonly version: (instance: string, source: ArtifactSource, version: string, options: Options) => Promise<Version>;
  /** By a promise of the source or by fetching the file: that is for this to decide, and to say in the evidence. */
  readonly digestOf: (asset: Asset, version: Version, options: Options) => Promise<LockedDigest>;
}

/**
 * Locks one tool: its version now, and the file for every platform that the version serves, each fetched or asked after
 * once. Rejects with the signal's reason on abort.
 *
 * @throws EngineError `noVersion`, `noPlatform` where nothing can be locked, and what the ports throw
 */
export async function lockTool(
  name: string,
  spec: ToolSpec,
  ports: LockPorts,
  options: Options = {},
): Promise<{ readonly tool: LockedTool; readonly notes: readonly LockNote[] }> {
  const { instance, source } = spec;
  const versions = await ports.versions(instance, source, options);
  const repo = placeName(source);
  const { version: tag } = resolveVersion(spec.version, versions, { tool: name, names: [repo] });
  const version = await ports.version(instance, source, tag, options);
  const { platforms, notes } = pickAssets(name, spec, version);
  const picked = version.assets.filter((asset) => new Set(platforms.values()).has(asset.name));
  if (picked.length === 0) throw nothingFor(name, version);
  const assets = await lockAssets(picked, version, ports, options);
  const { asset, executables } = spec;
  const pattern = { ...(asset !== undefined && { asset }) };
  const wish = { requested: spec.version, ...pattern, ...(executables && { executables }) };
  return { tool: { instance, source, version: version.version, ...wish, assets, platforms }, notes };
}

function nothingFor(tool: string, { version, assets }: Version): EngineError {
  const facts = { tool, platform: 'any', available: assets.map(({ name }) => name) };
  return new EngineError('noPlatform', `no file of ${tool} ${version} is for a known platform`, facts);
}

/** All at once, and none any more when one fails. */
async function lockAssets(
  picked: readonly Asset[],
  version: Version,
  ports: LockPorts,
  { signal }: Options,
): Promise<ReadonlyMap<string, LockedAsset>> {
  const failure = new AbortController();
  const either = AbortSignal.any([failure.signal, ...(signal ? [signal] : [])]);
  const lockOne = async (asset: Asset): Promise<readonly [string, LockedAsset]> => {
    try {
      return [asset.name, toLocked(asset, await ports.digestOf(asset, version, { signal: either }))];
    } catch (error) {
      failure.abort(error);
      throw error;
    }
  };
  return new Map(await Promise.all(picked.map(lockOne)));
}

function toLocked(asset: Asset, digest: LockedDigest): LockedAsset {
  const { upstreamId, storage, externalUrl } = asset;
  const sizeBytes = digest.sizeBytes ?? asset.sizeBytes;
  return {
    upstreamId,
    storage,
    ...(sizeBytes !== undefined && { sizeBytes }),
    sha256: digest.sha256,
    evidence: digest.evidence,
    // A query may hold a secret, and a lock is for everybody to read.
    ...(externalUrl !== undefined && !/[?#@]/.test(externalUrl) && { externalUrl }),
  };
}
