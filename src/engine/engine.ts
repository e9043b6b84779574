import { DownloadCache } from './cache/downloadCache.ts';
import { DownloadLimiter } from './cache/downloadLimiter.ts';
import { layoutOf } from './cache/cacheLayout.ts';
import { ReleaseCache } from './cache/releaseCache.ts';
import type { Fetched } from './cache/releaseCache.ts';
import { clientsOf } from './clients.ts';
import type { ClientPorts, Clients } from './clients.ts';
import type { InstanceClient } from './forgejo/client.ts';
import { isEngineError } from './errors.ts';
import { Gate } from './http/gate.ts';
import type { Hold } from './http/gate.ts';
import { DEFAULT_TIMEOUTS } from './http/httpClient.ts';
import type { Holding } from './http/httpClient.ts';
import { SharedPaces } from './http/sharedPace.ts';
import { guarded } from './guarded.ts';
import { DEFAULT_UNPACK_LIMITS } from './unpack/limits.ts';
import type { UnpackLimits } from './unpack/limits.ts';
import type { InspectOptions, InspectPorts } from './inspect/inspectVersion.ts';
import type { InspectReport } from './inspect/inspectReport.ts';
import type { InstallerOptions } from './install/installerOptions.ts';
import { recordKey, sourceKey } from './model.ts';
import type { ArtifactSource, Asset, Version } from './model.ts';
import type { AssetStore, Clock, DownloadCounter, MementoSections, Transport } from './ports.ts';
import { installsOf } from './localEngine.ts';
import type { LocalEngine } from './localEngine.ts';
import { createMirrors, NO_MIRRORS, onlyDirectory } from './mirror/mirrors.ts';
import type { MirrorPorts } from './mirror/mirrors.ts';
import { createUploads } from './mirror/uploads.ts';
import type { Uploads } from './mirror/uploads.ts';
import { createFileUseCases } from './obtain.ts';
import type { FileParts, FileUseCases } from './obtain.ts';
import { portableOf } from './portable.ts';
import type { FilesFrom, Portable } from './portable.ts';
import { toolsOf } from './tools.ts';
import type { Tools } from './tools.ts';
import { decisionsOf } from './decisions.ts';
import type { Decisions } from './decisions.ts';
import { memoriesOf } from './verify/memories.ts';
import type { Trust } from './verify/trust.ts';

/** What the engine needs from outside. It owns and closes none of these. */
export interface EnginePorts extends ClientPorts {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly store: AssetStore;
  readonly counter: DownloadCounter;
  /** Keeps what outlives the files: pins, accepted changes, the evidence of earlier versions, choices at installing. */
  readonly memory: MementoSections;
  /** The root of the cache; the engine works below `cache-v1/` in it. Created if missing. */
  readonly directory: string;
  /**
   * The keys that the user trusts, and the evidence required, for an owner's files, by the owner's folded name. Read at each
   * use. @default no keys, and no requirement
   */
  readonly trust?: (instance: string, owner: string) => Trust;
  /** Called once each time a server asks to wait and its requests are held back. @default no listener */
  readonly onHold?: ((hold: Hold) => void) | undefined;
  /** Other places to get files from. @default `NO_MIRRORS` */
  readonly mirrors?: MirrorPorts;
}

/** Read at each use, so that a changed setting applies at once. */
export interface EngineOptions {
  /** @default 10 GiB */
  readonly maxSizeBytes: number;
  /** Concurrent downloads for each instance. @default 4 */
  readonly concurrent: number;
  /** Downloads for each instance and UTC day; 0 means no limit. @default 200 */
  readonly perDay: number;
  /** How long metadata counts as fresh, in milliseconds. @default 300_000 */
  readonly ttlMs: number;
  readonly userAgent: string;
  /** From the start of a request to its headers, connecting included. @default 30_000 */
  readonly headersTimeoutMs: number;
  /** How long a body may stall; its total time is not limited. @default 60_000 */
  readonly idleTimeoutMs: number;
  /** How long one call waits in all while its server asks for fewer requests; then it fails. @default 60_000 */
  readonly rateLimitPatienceMs: number;
  /**
   * How old the files of a version must be before it is chosen without being named exactly: as `latest`, by a range, or as
   * an update. 0 disables the check. @default 0
   */
  readonly minimumAgeMs: number;
  /** The limits for unpacking archives at install. @default `DEFAULT_UNPACK_LIMITS` */
  readonly unpackLimits: Partial<UnpackLimits>;
}

export const DEFAULT_OPTIONS: EngineOptions = {
  maxSizeBytes: 10 * 1024 ** 3,
  concurrent: 4,
  perDay: 200,
  ttlMs: 5 * 60_000,
  userAgent: 'forgejo-artifacts',
  rateLimitPatienceMs: 60_000,
  minimumAgeMs: 0,
  unpackLimits: DEFAULT_UNPACK_LIMITS,
  ...DEFAULT_TIMEOUTS,
};

/**
 * Everything a caller needs. The engine decides which instances are contacted and whether a file may be used. Callers can
 * list and search through `client`, but bytes that were not checked never leave the engine: files come from `obtain` and
 * `find`, and from what builds on them (`install`, `restore`, `lock`).
 */
export interface Engine extends LocalEngine, FileUseCases, Tools, Decisions, Uploads, Portable {
  /** See `Clients.client`. */
  client(instance: string): InstanceClient;
  /** See `Clients.probe`. */
  probe(instance: string, token?: string): InstanceClient;
  readonly releases: ReleaseCache;
  /** The files on disk, to list and remove. */
  readonly cache: Omit<DownloadCache, 'get' | 'find' | 'recheck' | 'close'>;
  readonly limiter: DownloadLimiter;
  /** One version with its files, through the metadata cache. @throws EngineError as the client does */
  version(
    instance: string,
    source: ArtifactSource,
    version: string,
    options?: { readonly refresh?: boolean; readonly signal?: AbortSignal | undefined },
  ): Promise<Fetched<Version>>;
  /**
   * Ends the wait for a host that asked for fewer requests, so that the next request finds out whether it answers again. For
   * a person who presses a button. Never rejects.
   */
  liftHold(host: string): Promise<void>;
  /**
   * Inspects what users of a version would get, see `inspectVersion`.
   * @throws EngineError if the version could not be listed; the signal's reason on abort
   */
  inspect(version: Version, options?: InspectOptions): Promise<InspectReport>;
  /**
   * Stops every request, transfer and background job: calls that wait for them reject with an `AbortError`, and so do later
   * calls that need an instance. Partial downloads are kept for the next time.
   */
  close(): Promise<void>;
}

/** As `Engine.version`; a version that was just listed needs no request. */
type LoadVersion = (
  instance: string,
  source: ArtifactSource,
  version: string,
  options?: Parameters<Engine['version']>[3] & { readonly listed?: Version | undefined },
) => ReturnType<Engine['version']>;

/** Joins the parts. Reads and writes nothing before the first call that needs it. */
export function createEngine(ports: EnginePorts, options: () => EngineOptions): Engine {
  const { clock, log, transport, store, counter, memory, directory, mirrors: mirrorPorts = NO_MIRRORS } = ports;
  const closing = new AbortController();
  const userAgent = (): string => options().userAgent;
  const http = { transport, clock, log, userAgent, timeouts: options, closing: closing.signal };
  const holding = holdingOf(ports, options);
  const mirrors = createMirrors(mirrorPorts, http, { holding, allowHost: ports.allowHost });
  const clients = clientsOf(ports, http, { mirrorsOnly: mirrors.only, holding });
  const client: Clients['client'] = (instance) => clients.client(instance);
  const releases = releasesOf(clock, client, options);
  const limiter = limiterOf(counter, clock, options);
  const cache = new DownloadCache({
    directory,
    store,
    clock,
    log,
    limiter,
    maxSizeBytes: () => options().maxSizeBytes,
  });

  const memories = memoriesOf(memory, clock);
  const unpackLimits = (): Partial<UnpackLimits> => options().unpackLimits;
  const installs = installsOf({ directory, clock, log, memory, limits: unpackLimits, onDamaged: damageIn(cache) });
  const version = loadVersion(releases, client);
  const fileParts: FileParts = {
    ports,
    cache,
    memories,
    mirrors,
    client,
    version: async (asset, how) => (await version(asset.instance, asset.source, asset.version, how)).value,
  };
  const { recheck, verdictOn, publishedDigest, previewEvidence, closeEvidenceFiles, ...files } =
    createFileUseCases(fileParts);
  const tools = toolsOf({
    files,
    verdictOn,
    publishedDigest,
    ...installs,
    client,
    minimumAge: (atLeastMs = 0) => ({ minimumAgeMs: Math.max(options().minimumAgeMs, atLeastMs), now: clock.now() }),
    version: async (instance, source, tag, how) =>
      (await version(instance, source, tag, { ...how, refresh: true })).value,
  });
  const close = async (): Promise<void> => {
    const reason = new DOMException('the engine was closed', 'AbortError');
    closing.abort(reason);
    await Promise.all([cache.close(), installs.installer.close(), closeEvidenceFiles(reason)]);
  };
  const uploadParts = { ports: mirrorPorts, token: ports.token, isListed: listedBy(version), http, holding };
  const uploads = createUploads(uploadParts);
  const decisions = decisionsOf({ store, cache, memories, recheck, choices: memory.section('choices') });
  const inspect = inspector({ clock, previewEvidence, obtain: obtainer(files, cache) });
  const portable = portableOf({ files, filesFrom: filesFromOf(fileParts, mirrorPorts, http), directory, clock });
  const parts = { releases, cache, limiter, ...installs, ...uploads, ...portable };
  const liftHold: Engine['liftHold'] = (host) => holding.gate.lift(host);
  return { ...parts, version, liftHold, inspect, close, ...clients, ...files, ...tools, ...decisions };
}

function loadVersion(releases: ReleaseCache, client: Engine['client']): LoadVersion {
  return (instance, source, tag, { listed, ...options } = {}) => {
    const at = { instance, group: sourceKey(instance, source), version: tag };
    const load = async (signal: AbortSignal): Promise<Version> =>
      listed ?? client(instance).version(source, tag, { signal });
    return releases.get(at, load, options);
  };
}

function releasesOf(clock: Clock, client: Engine['client'], options: () => EngineOptions): ReleaseCache {
  const identify = (instance: string, signal: AbortSignal | undefined): Promise<string> =>
    client(instance).identity({ signal });
  return new ReleaseCache({ clock, ttlMs: () => options().ttlMs, identify });
}

function limiterOf(counter: DownloadCounter, clock: Clock, options: () => EngineOptions): DownloadLimiter {
  const limits = { concurrent: () => options().concurrent, perDay: () => options().perDay };
  return new DownloadLimiter({ counter, clock, ...limits });
}

/** Whether the instance shows a file now, as far as it says so. */
function listedBy(version: Engine['version']): (file: Asset, signal: AbortSignal) => Promise<boolean> {
  return async ({ instance, source, version: tag, upstreamId, name }, signal) => {
    try {
      const { assets } = (await version(instance, source, tag, { refresh: true, signal })).value;
      return assets.some((one) => one.upstreamId === upstreamId && one.name === name);
    } catch (error) {
      signal.throwIfAborted();
      if (!isEngineError(error)) throw error;
      return false;
    }
  };
}

/**
 * Files that come from an exported directory and nowhere else. A directory that was only unpacked for an import reports
 * nothing.
 */
function filesFromOf(
  parts: FileParts,
  { onSkipped }: MirrorPorts,
  http: Parameters<typeof createMirrors>[1],
): FilesFrom {
  // No instance is contacted, so none needs to be configured.
  const ports = { ...parts.ports, isConfigured: () => true };
  return (exported, { isUnpacked }) => {
    const only = onlyDirectory(exported, isUnpacked ? () => undefined : onSkipped);
    return createFileUseCases({ ...parts, ports, mirrors: createMirrors(only, http) });
  };
}

function holdingOf(
  { clock, log, directory, onHold }: EnginePorts,
  options: () => EngineOptions,
): Omit<Holding, 'keyOf'> {
  const shared = new SharedPaces(layoutOf(directory).holds, clock);
  const gate = new Gate({ clock, log, shared, onHold: guarded(log, (hold: Hold) => onHold?.(hold)) });
  return { gate, patienceMs: () => options().rateLimitPatienceMs };
}

/** A file to inspect: its evidence is reported, and none is required. */
function obtainer(files: FileUseCases, cache: DownloadCache): InspectPorts['obtain'] {
  return async (asset, signal) => {
    try {
      return await files.obtain(asset, { signal, toShow: true });
    } catch (error) {
      const isLess = isEngineError(error, 'untrusted') || isEngineError(error, 'changed');
      const record = isLess ? await files.record(recordKey(asset)) : undefined;
      if (record?.upstreamId !== asset.upstreamId) throw error;
      return { record, path: cache.pathOf(record) };
    }
  };
}

/** Inspecting is rare, so its code is loaded with the first call. */
function inspector(ports: InspectPorts): Engine['inspect'] {
  return async (version, options) =>
    (await import('./inspect/inspectVersion.ts')).inspectVersion(version, ports, options);
}

/** Moves a cached file that changed on disk to quarantine. */
function damageIn(cache: DownloadCache): NonNullable<InstallerOptions['onDamaged']> {
  return async (key) => {
    const result = await cache.verify(key);
    return result.state === 'broken' ? result.error : undefined;
  };
}
