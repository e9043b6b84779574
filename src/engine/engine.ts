import { DownloadCache } from './cache/downloadCache.ts';
import type { CachedAsset, DownloadOptions } from './cache/download.ts';
import type { VerifyResult } from './cache/verifier.ts';
import { EvidenceFiles } from './cache/evidenceFiles.ts';
import { DownloadLimiter } from './cache/downloadLimiter.ts';
import { ReleaseCache } from './cache/releaseCache.ts';
import type { Fetched } from './cache/releaseCache.ts';
import { ForgejoAssetClient } from './forgejo/client.ts';
import { guarded } from './guarded.ts';
import { DEFAULT_TIMEOUTS, HttpClient } from './http/httpClient.ts';
import { resolveAddresses } from './http/resolve.ts';
import { DEFAULT_UNPACK_LIMITS } from './unpack/limits.ts';
import type { UnpackLimits } from './unpack/limits.ts';
import { Installer } from './install/installer.ts';
import { scopeId } from './model.ts';
import type { ArtifactSource, Asset, Digests, TokenFinding, Version } from './model.ts';
import type { AssetStore, Clock, DownloadCounter, Log, Memento, OpenBody, Transport } from './ports.ts';
import { decisionsOf } from './decisions.ts';
import type { Decisions } from './decisions.ts';
import { refusalOf } from './verify/admission.ts';
import { Ledger } from './verify/ledger.ts';
import { DEFAULT_TRUST } from './verify/trust.ts';
import type { Trust } from './verify/trust.ts';
import type { Witness } from './verify/witness.ts';
import { witnessOf } from './witnesses.ts';
import type { WitnessOptions, WitnessParts } from './witnesses.ts';

/** What the engine asks of the outside. It owns none of it but closes nothing either. */
export interface EnginePorts {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly log: Log;
  readonly store: AssetStore;
  readonly counter: DownloadCounter;
  /** What outlives the files: pins, accepted changes, what earlier versions were believed by, choices at installing. */
  readonly memory: Memento;
  /** Root of the cache; the engine works below `cache-v1/` in it. Made when missing. */
  readonly directory: string;
  /** The token for an instance, asked for at each use and never kept. */
  readonly token: (instance: string) => Promise<string | undefined>;
  /** Whether the user agreed to fetch external assets from this host. @default nobody did */
  readonly allowHost?: (host: string) => boolean;
  /** What the user trusts and demands of an owner's files. Read at each use. @default nobody, and nothing */
  readonly trust?: (instance: string, owner: string) => Trust;
  readonly onTokenFinding?: (instance: string, finding: TokenFinding) => void;
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
export interface Engine extends Decisions {
  readonly releases: ReleaseCache;
  readonly cache: DownloadCache;
  readonly limiter: DownloadLimiter;
  /** Makes commands of cached files, below the same directory. */
  readonly installer: Installer;
  /** The client of one instance, by its normalised base. The same object every time. */
  client(instance: string): ForgejoAssetClient;
  /** A client apart with a token that is kept nowhere, to find out what it may do before it is stored. */
  clientWith(instance: string, token: string): ForgejoAssetClient;
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
   * now. Without a connection, by what did before.
   */
  verify(key: string, options?: DownloadOptions): Promise<VerifyResult>;
  /** Stops transfers and background work. Partial downloads stay for the next time. */
  close(): Promise<void>;
}

/** Joins the parts. Reads and writes nothing until the first call that needs it. */
export function createEngine(ports: EnginePorts, options: () => EngineOptions): Engine {
  const { clock, log, transport, store, counter, memory, directory } = ports;
  const http = new HttpClient({ transport, clock, log, userAgent: () => options().userAgent, timeouts: options });
  const { client, clientWith } = clientsOf(ports, http);
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

  const ledger = new Ledger(memory);
  const engine: Engine = {
    releases,
    cache,
    limiter,
    installer: new Installer({ directory, clock, log, choices: memory, limits: () => options().unpackLimits }),
    client,
    clientWith,
    version: (instance, source, version, fetchOptions) =>
      releases.get(
        { instance, scope: scopeId(instance, source), version },
        (signal) => client(instance).version(source, version, { signal }),
        fetchOptions,
      ),
    ...fileCalls({ ports, cache, ledger, client, version: (...args) => engine.version(...args) }),
    ...decisionsOf({ store, cache, ledger }),
    close: () => cache.close(),
  };
  return engine;
}

interface FileParts extends Pick<Engine, 'cache' | 'client' | 'version'> {
  readonly ports: EnginePorts;
  readonly ledger: Ledger;
}

/** What gives files, each held against what vouches for it. */
function fileCalls(parts: FileParts): Pick<Engine, 'download' | 'find' | 'readSmall' | 'verify'> {
  const { ports, cache, ledger, client, version } = parts;
  const files = new EvidenceFiles(ports.directory, ports.clock);
  const trustOf = ports.trust ?? (() => DEFAULT_TRUST);
  const open = (asset: Asset): OpenBody => {
    return (range, signal) => client(asset.instance).openAsset(asset, { ...range, signal });
  };
  const versionOf: WitnessParts['version'] = async (asset, how) =>
    (await version(asset.instance, asset.source, asset.version, how)).value;
  const witness = (asset: Asset, how: WitnessOptions = {}): Witness =>
    witnessOf({ files, ledger, trust: trustOf, open, version: versionOf }, asset, how);
  return {
    download: async (asset, { pin, ...rest } = {}) => {
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
      return cache.verify(key, { ...options, witness: record && witness(record, { refresh: true }) });
    },
  };
}

/** @throws EngineError `untrusted`, `changed` */
function admitted(found: CachedAsset, trust: Trust): CachedAsset {
  const refusal = refusalOf(found.record, trust);
  if (refusal) throw refusal;
  return found;
}

/** One client for each instance, made when it is first asked for; and clients apart. */
function clientsOf(ports: EnginePorts, http: HttpClient): Pick<Engine, 'client' | 'clientWith'> {
  const { log, allowHost, onTokenFinding } = ports;
  const clients = new Map<string, ForgejoAssetClient>();
  const make = (instance: string): ForgejoAssetClient =>
    new ForgejoAssetClient({
      base: instance,
      http,
      token: () => ports.token(instance),
      resolve: resolveAddresses,
      ...(allowHost && { allowHost }),
      onTokenFinding: guarded(log, (finding) => onTokenFinding?.(instance, finding)),
    });
  return {
    client: (instance) => {
      const client = clients.get(instance) ?? make(instance);
      clients.set(instance, client);
      return client;
    },
    clientWith: (instance, token) =>
      new ForgejoAssetClient({ base: instance, http, token: () => Promise.resolve(token), resolve: resolveAddresses }),
  };
}
