import { EngineError } from '../errors.ts';
import type { ForgejoAssetClient } from '../forgejo/client.ts';
import { sourceKey } from '../model.ts';
import type { ArtifactSource, Asset, Version } from '../model.ts';
import { createDigestOf } from './createDigestOf.ts';
import type { DigestSources } from './createDigestOf.ts';
import { findVersion } from './findVersion.ts';
import type { FoundVersion } from './findVersion.ts';
import { listVersions } from './listVersions.ts';
import type { LockNote } from './pickAssets.ts';
import { assertFullyListed } from '../fullyListed.ts';
import { exactly } from '../versions/resolveVersion.ts';
import { pickAssets } from './pickAssets.ts';
import type { LockedAsset, LockedEvidence, LockedTool, ToolSpec } from './projectModel.ts';
import type { KnownVersion } from '../versions/knownVersion.ts';
import type { MinimumAge } from '../versions/minimumAge.ts';

interface Options {
  readonly signal?: AbortSignal | undefined;
}

export interface KnownVersions {
  readonly versions: readonly (KnownVersion | Version)[];
  /** How many of the newest releases were read, if there are more. */
  readonly cutAt?: number | undefined;
}

/** The locked digest of a file, and the evidence for it. */
export interface LockedDigest {
  /** Lower-case hex. */
  readonly sha256: string;
  readonly sizeBytes?: number | undefined;
  readonly evidence: LockedEvidence;
}

/** What locking needs from outside; see `lockPortsOf`. */
export interface LockPorts {
  /** The current versions of a source, with drafts and pre-releases marked; releases with their files. */
  readonly versions: (instance: string, source: ArtifactSource, options: Options) => Promise<KnownVersions>;
  /** One version, fetched now, unless it was `listed` with its files a moment ago. */
  readonly version: (
    instance: string,
    source: ArtifactSource,
    version: string,
    options: Options & { readonly listed?: Version | undefined },
  ) => Promise<Version>;
  /** The minimum age from the user's settings, or `atLeastMs` if that is higher. */
  readonly minimumAge: (atLeastMs?: number) => MinimumAge;
  /** Returns the digest, from a promise of the source or by fetching the file, and says which in the evidence. */
  readonly digestOf: (asset: Asset, options: Options) => Promise<LockedDigest>;
}

/** The parts of an engine that locking needs. */
export interface LockEngine extends Pick<LockPorts, 'version' | 'minimumAge'>, DigestSources {
  readonly client: (instance: string) => Pick<ForgejoAssetClient, 'releases' | 'packages'>;
}

export function lockPortsOf(engine: LockEngine): LockPorts {
  return {
    version: engine.version,
    minimumAge: engine.minimumAge,
    versions: (instance, source, options) => listVersions(engine.client(instance), { instance, source }, options),
    digestOf: createDigestOf(engine),
  };
}

interface LockResult extends Omit<FoundVersion, 'version'> {
  readonly tool: LockedTool;
  readonly notes: readonly LockNote[];
}

/**
 * Locks one tool: its current version, and the file for every platform that the version supports, each checked once. The
 * version locked `before` may have any age, and answers questions about which file is meant. `chosen` is a tag or package
 * version to lock in place of what the range would select; it may have any age too. Rejects with the signal's reason on
 * abort.
 *
 * @throws EngineError `noVersion`, `incomplete`, `noPlatform` if nothing can be locked, and what the ports throw
 */
export async function lockTool(
  name: string,
  spec: ToolSpec,
  ports: LockPorts,
  options: Options & { readonly before?: LockedTool | undefined; readonly chosen?: string | undefined } = {},
): Promise<LockResult> {
  const { instance, source, version: requested, minimumAgeMs } = spec;
  const { before, chosen } = options;
  const range = chosen === undefined ? requested : exactly(chosen);
  const wanted = { instance, source, range, tool: name, minimumAgeMs, held: before?.version };
  const { version, ...found } = await findVersion(wanted, ports, options);
  assertFullyListed(version);
  const { platforms, notes } = await pickAssets(name, spec, version, sameSource(before, spec));
  const picked = version.assets.filter((asset) => new Set(platforms.values()).has(asset.name));
  if (picked.length === 0) throw nothingFor(name, version, typeof spec.asset === 'string' ? spec.asset : undefined);
  const assets = await lockAssets(picked, ports, options);
  const { asset, executables, platforms: only } = spec;
  const pattern = { ...(asset !== undefined && { asset }) };
  const request = { requested, ...pattern, ...(executables && { executables }), ...(only && { only }) };
  return { tool: { instance, source, version: version.version, ...request, assets, platforms }, notes, ...found };
}

function sameSource(before: LockedTool | undefined, { instance, source }: ToolSpec): LockedTool | undefined {
  const isSame = before && sourceKey(before.instance, before.source) === sourceKey(instance, source);
  return isSame ? before : undefined;
}

function nothingFor(tool: string, { version, assets }: Version, pattern: string | undefined): EngineError {
  const available = assets.map(({ name }) => name);
  const facts = { tool, platform: 'any', available, ...(pattern !== undefined && { pattern }) };
  return new EngineError('noPlatform', `no file of ${tool} ${version} is for a known platform`, facts);
}

/** Runs all at once, and stops the others when one fails. */
async function lockAssets(
  picked: readonly Asset[],
  ports: LockPorts,
  { signal }: Options,
): Promise<ReadonlyMap<string, LockedAsset>> {
  const failure = new AbortController();
  const either = AbortSignal.any([failure.signal, ...(signal ? [signal] : [])]);
  const lockOne = async (asset: Asset): Promise<readonly [string, LockedAsset]> => {
    try {
      return [asset.name, toLocked(asset, await ports.digestOf(asset, { signal: either }))];
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
    // A query may contain a secret, and a lock is public.
    ...(externalUrl !== undefined && !/[?#@]/.test(externalUrl) && { externalUrl }),
  };
}
