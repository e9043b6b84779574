import { DownloadCache } from './cache/downloadCache.ts';
import type { CachedAsset, DownloadOptions } from './cache/download.ts';
import type { VerifyResult } from './cache/verifier.ts';
import { EvidenceFiles } from './cache/evidenceFiles.ts';
import { DownloadLimiter } from './cache/downloadLimiter.ts';
import { ReleaseCache } from './cache/releaseCache.ts';
import type { Fetched } from './cache/releaseCache.ts';
import { clientsOf, unknownInstance } from './clients.ts';
import type { ClientPorts, Clients } from './clients.ts';
import { DEFAULT_TIMEOUTS } from './http/httpClient.ts';
import { DEFAULT_UNPACK_LIMITS } from './unpack/limits.ts';
import type { UnpackLimits } from './unpack/limits.ts';
import { Installer } from './install/installer.ts';
import { scopeId } from './model.ts';
import type { ArtifactSource, Asset, Digests, Version } from './model.ts';
import type { AssetStore, Clock, DownloadCounter, MementoRooms, OpenBody, Transport } from './ports.ts';
import { decisionsOf } from './decisions.ts';
import type { Decisions } from './decisions.ts';
import { refusalOf } from './verify/admission.ts';
import { memoriesOf } from './verify/memories.ts';
import type { Memories } from './verify/memories.ts';
import { DEFAULT_TRUST } from './verify/trust.ts';
import type { Trust } from './verify/trust.ts';
import type { Witness } from './verify/witness.ts';
import { witnessOf } from './witnesses.ts';
import type { WitnessOptions, WitnessParts } from './witnesses.ts';

/** What the engine asks of the outside. It owns none of it but closes nothing either. */
export interface EnginePorts extends ClientPorts {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly store: AssetStore;
  readonly counter: DownloadCounter;
  /** What outlives the files: pins, accepted changes, what earlier versions were believed by, choices at installing. */
  readonly memory: MementoRooms;
  /** Root of the cache; the engine works below `cache-v1/` in it. Made when missing. */
  readonly directory: string;
  /** What the user trusts and demands of an owner's files. Read at each use. @default nobody, and nothing */
  readonly trust?: (instance: string, owner: string) => Trust;
}

/** Read anew at each use, so that a changed setting applies at once. */
export interface EngineOptions {
  /** @default 10 GiB */
  readonly maxSizeBytes: number;
  /** Downloads at once for each instance. @default 4 */
  readonly concurrent: number;
  /** Downloads for each instance and UTC day; 0 means no limit. @default 200 */
  readonly perDay: number;
  /** How long metadata counts as fresh. @default 300_000 */
  readonly ttlMs: number;
  readonly userAgent: string;
  /** From the start of a request to its headers, connecting included. @default 30_000 */
  readonly headersTimeoutMs: number;
  /** How long a body may stand still while it is waited for; its whole is not limited. @default 60_000 */
  readonly idleTimeoutMs: number;
  /** What archives may grow to when they are installed. @default `DEFAULT_UNPACK_LIMITS` */
  readonly unpackLimits: Partial<UnpackLimits>;
}

export const DEFAULT_OPTIONS: EngineOptions = {
  maxSizeBytes: 10 * 1024 ** 3,
  concurrent: 4,
  perDay: 200,
  ttlMs: 5 * 60_000,
  userAgent: 'forgejo-artifacts',
  unpackLimits: DEFAULT_UNPACK_LIMITS,
  ...DEFAULT_TIMEOUTS,
};

/** Everything a caller needs, joined: metadata through `version` and the clients, bytes through `download`. */
export interface Engine extends Clients, Decisions {
  readonly releases: ReleaseCache;
  readonly cache: DownloadCache;
  readonly limiter: DownloadLimiter;
  /** Makes commands of cached files, below the same directory. */
  readonly installer: Installer;
  /** One version with its files, through the metadata cache. @throws EngineError as the client does */
  version(
    instance: string,
    source: ArtifactSource,
    version: string,
    options?: { refresh?: boolean; signal?: AbortSignal },
  ): Promise<Fetched<Version>>;
  /**
   * The asset's bytes on disk, from the cache or the network, checked against everything that is known of them: what the
   * other files of its release say, too. Settles within 100 ms of an abort; what was received so far is kept and continued
   * next time.
   * @throws EngineError `integrity`, `limited`, `tooLarge`, `storage`, and all that the client throws; `changed` with the file
   *   on disk, `untrusted` with it or, where nothing that comes could do, before any of it is asked for
   */
  download(asset: Asset, options?: DownloadOptions & { pin?: Digests }): Promise<CachedAsset>;
  /**
   * What is on disk for this asset, without network, as it is judged by the keys that are trusted now.
   * @throws EngineError `integrity`, `untrusted`, `changed`, `storage`
   */
  find(asset: Asset): Promise<CachedAsset | undefined>;
  /**
   * A small file of a release, as keys and checksums are. Rejects with the signal's reason on abort.
   * @throws EngineError `tooLarge` beyond 1 MiB, `integrity` where it is not as the server lists it, and all that the client
   *   throws
   */
  readSmall(asset: Asset, signal: AbortSignal): Promise<Uint8Array>;
  /**
   * Re-reads the cached bytes of a record and says whether they are still what they were, by all that vouches for them
   * now. Without a connection, and for an instance that is not configured any more, by what did before.
   */
  verify(key: string, options?: DownloadOptions): Promise<Verified>;
  /** Stops transfers and background work. Partial downloads stay for the next time. */
  close(): Promise<void>;
}

/** `asked`: whether the instance was to be asked, too; it is not where it is not configured any more. */
export type Verified = VerifyResult & { readonly asked: boolean };

/** Joins the parts. Reads and writes nothing until the first call that needs it. */
export function createEngine(ports: EnginePorts, options: () => EngineOptions): Engine {
  const { clock, log, transport, store, counter, memory, directory } = ports;
  const http = { transport, clock, log, userAgent: () => options().userAgent, timeouts: options };
  const clients = clientsOf(ports, http);
  const client: Engine['client'] = (instance) => clients.client(instance);
  const releases = new ReleaseCache({
    clock,
    ttlMs: () => options().ttlMs,
    identify: (instance, signal) => client(instance).identity({ ...(signal && { signal }) }),
  });
  const limiter = new DownloadLimiter({
    counter,
    clock,
    concurrent: () => options().concurrent,
    perDay: () => options().perDay,
  });
  const maxSizeBytes = (): number => options().maxSizeBytes;
  const cache = new DownloadCache({ directory, store, clock, log, limiter, maxSizeBytes });

  const memories = memoriesOf(memory, clock);
  const installer = new Installer({
    directory,
    clock,
    log,
    choices: memory.room('choices'),
    limits: () => options().unpackLimits,
    onDamaged: async (key) => {
      const result = await cache.verify(key);
      return result.state === 'broken' ? result.error : undefined;
    },
  });
  const engine: Engine = {
    releases,
    cache,
    limiter,
    installer,
    ...clients,
    version: (instance, source, version, fetchOptions) =>
      releases.get(
        { instance, scope: scopeId(instance, source), version },
        (signal) => client(instance).version(source, version, { signal }),
        fetchOptions,
      ),
    ...fileCalls({ ports, cache, memories, client, version: (...args) => engine.version(...args) }),
    ...decisionsOf({ store, cache, memories }),
    close: async () => {
      await Promise.all([cache.close(), installer.close()]);
    },
  };
  return engine;
}

interface FileParts extends Pick<Engine, 'cache' | 'client' | 'version'> {
  readonly ports: EnginePorts;
  readonly memories: Memories;
}

/** What gives files, each held against what vouches for it. */
function fileCalls(parts: FileParts): Pick<Engine, 'download' | 'find' | 'readSmall' | 'verify'> {
  const { ports, cache, memories, client, version } = parts;
  const files = new EvidenceFiles(ports.directory, ports.clock);
  const trustOf = ports.trust ?? (() => DEFAULT_TRUST);
  const open = (asset: Asset): OpenBody => {
    return (range, signal) => client(asset.instance).openAsset(asset, { ...range, signal });
  };
  const versionOf: WitnessParts['version'] = async (asset, how) =>
    (await version(asset.instance, asset.source, asset.version, how)).value;
  const witness = (
    asset: Asset,
    { offline = !ports.isConfigured(asset.instance), ...how }: WitnessOptions = {},
  ): Witness => witnessOf({ files, memories, trust: trustOf, open, version: versionOf }, asset, { ...how, offline });
  return {
    download: async (asset, { pin, ...rest } = {}) => {
      // What is here may be used; for what is not, nothing is begun.
      if (!ports.isConfigured(asset.instance) && !(await cache.find(asset, rest.signal)))
        throw unknownInstance(asset.instance);
      const request = { asset, open: open(asset), user: asset.instance, ...(pin && { pin }) };
      const came = await cache.get({ ...request, witness: witness(asset) }, rest);
      // The keys may be others than when it began.
      const latest = witness(asset);
      const found = await cache.hold(came, { ...request, ...rest, witness: latest });
      const refusal = refusalOf(found.record, latest.trust);
      if (!refusal) return found;
      if (!found.fromCache) throw refusal;
      // What it lacked may be there by now.
      const refreshed = witness(asset, { refresh: true });
      const again = await cache.hold(found, { ...request, ...rest, witness: refreshed, lookAgain: true });
      return admitted(again, refreshed.trust);
    },
    find: async (asset) => {
      const found = await cache.find(asset);
      const known = witness(asset, { offline: true });
      return found && admitted(await cache.hold(found, { asset, witness: known }), known.trust);
    },
    readSmall: (asset, signal) => files.get(asset, open(asset), signal),
    verify: async (key, options) => {
      const record = await ports.store.find(key);
      const asked = record !== undefined && ports.isConfigured(record.instance);
      const result = await cache.verify(key, { ...options, witness: record && witness(record, { refresh: true }) });
      return { ...result, asked };
    },
  };
}

/** @throws EngineError `untrusted`, `changed` */
function admitted(found: CachedAsset, trust: Trust): CachedAsset {
  const refusal = refusalOf(found.record, trust);
  if (refusal) throw refusal;
  return found;
}
