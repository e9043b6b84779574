import { storedRefusal } from './absence.ts';
import type { CachedAsset, DownloadOptions, DownloadRequest } from './cache/downloadRequest.ts';
import type { DownloadCache } from './cache/downloadCache.ts';
import { EvidenceFiles } from './cache/evidenceFiles.ts';
import { layoutOf } from './cache/cacheLayout.ts';
import type { VerifyResult } from './cache/cachedFileVerifier.ts';
import { unknownInstance } from './clients.ts';
import type { ClientPorts, Clients } from './clients.ts';
import { assertListed, isServedByItself } from './listed.ts';
import type { Verdict } from './environments/withheld.ts';
import { EngineError, isEngineError } from './errors.ts';
import { recordKey } from './model.ts';
import type { Asset, Version } from './model.ts';
import type { AssetRecord, AssetStore, Clock, OpenBody } from './ports.ts';
import { readExportedEvidence } from './mirror/exportedEvidence.ts';
import type { Mirrors } from './mirror/mirrors.ts';
import { refusalOf } from './verify/refusal.ts';
import type { Use } from './verify/refusal.ts';
import { EvidenceCheck } from './verify/evidenceCheck.ts';
import type { Memories } from './verify/memories.ts';
import { previewEvidence } from './verify/evidencePreview.ts';
import type { EvidencePreview } from './verify/evidencePreview.ts';
import type { PublishedDigest } from './verify/knownDigest.ts';
import { DEFAULT_TRUST } from './verify/trust.ts';
import type { Trust } from './verify/trust.ts';
import type { EvidenceSource } from './verify/evidenceRequest.ts';
import { createEvidenceSource } from './createEvidenceSource.ts';
import type { EvidenceSourceOptions, EvidenceSourceParts } from './createEvidenceSource.ts';

/** How a caller wants a file, and what for. */
export interface ObtainOptions extends DownloadOptions, Use {}

/** `asked`: whether the instance was consulted as well; it is not once it has been removed from the settings. */
export type Verified = VerifyResult & { readonly asked: boolean };

/** Files on this machine, each checked against everything known about it before it is handed out. */
export interface FileUseCases {
  /**
   * Returns the asset's bytes on disk, from the cache or the network, checked against everything known about them, including
   * what the instance lists for the file and what the other files of its release state. The digests of `asset` and of
   * `expected` identify the file: any other file is refused, but matching adds no trust. For a file that a lock names, the
   * instance is asked for the bytes alone, unless a requirement, a trusted key, a pin or an earlier download asks for more.
   * Settles within 100 ms of an abort; the received part is kept and resumed next time. An instance that is not configured
   * is never contacted: the file is already here, or the call fails.
   * @throws EngineError `unknownInstance`, `integrity`, `limited`, `tooLarge`, `storage`, and all that the client throws;
   * `changed` with the file on disk; `untrusted` with the file on disk or, if nothing could meet the requirement, before it
   * is fetched; `evidenceNotExported` in place of both if only mirrors may be asked and no evidence was exported with the
   * file
   */
  obtain(asset: Asset, options?: ObtainOptions): Promise<CachedAsset>;
  /**
   * Finds the asset on disk, without network, judged by the keys that are trusted now.
   * @throws EngineError `integrity`, `untrusted`, `changed`, `storage`
   */
  find(asset: Asset, use?: Use): Promise<CachedAsset | undefined>;
  /** Returns the record of a cached file by its key. Judges nothing. @throws EngineError `storage` */
  record(key: string): Promise<AssetRecord | undefined>;
  /**
   * Fetches a small file of a release, such as keys and checksums. Rejects with the signal's reason on abort.
   * @throws EngineError `tooLarge` beyond 1 MiB, `integrity` if it differs from the server's listing, and all that the
   * client throws
   */
  readSmall(asset: Asset, signal: AbortSignal): Promise<Uint8Array>;
  /**
   * Reads the cached bytes of a record again and checks them against all current evidence. Without a connection, or for an
   * instance that is no longer configured, it uses the stored evidence.
   */
  verify(key: string, options?: Pick<DownloadOptions, 'signal' | 'onProgress'>): Promise<Verified>;
}

export interface FileParts {
  readonly mirrors: Mirrors;
  readonly ports: Pick<ClientPorts, 'isConfigured'> & {
    readonly directory: string;
    readonly clock: Clock;
    readonly store: AssetStore;
    readonly trust?: (instance: string, owner: string) => Trust;
  };
  readonly cache: DownloadCache;
  readonly memories: Memories;
  readonly client: Clients['client'];
  /** The version of an asset, with all its files. */
  readonly version: (asset: Asset, options: { refresh: boolean; signal: AbortSignal }) => Promise<Version>;
}

export interface AllFileUseCases extends FileUseCases {
  /** The evidence that the release has for an asset, without its bytes. @throws EngineError as `obtain`; the signal's reason */
  readonly previewEvidence: (asset: Asset, signal: AbortSignal) => Promise<EvidencePreview>;
  /**
   * The digest that the release publishes for an asset, see `publishedDigest`. @throws EngineError as `obtain`; the
   * signal's reason
   */
  readonly publishedDigest: (asset: Asset, signal: AbortSignal) => Promise<PublishedDigest | undefined>;
  /** Rechecks a cached file by what is known on this machine. @throws EngineError `integrity`, `storage` */
  readonly recheck: (record: AssetRecord) => Promise<void>;
  /**
   * What is known on this machine about a file that may be installed already, by the keys, pins and requirements of now. Uses
   * no network. @throws EngineError `storage`
   */
  readonly verdictOn: (asset: Asset) => Promise<KnownVerdict>;
  /** Aborts running fetches of evidence files with that reason. */
  readonly closeEvidenceFiles: (reason: unknown) => Promise<void>;
}

/** What can be known without a check, see `Verdict`. */
export type KnownVerdict = Exclude<Verdict, 'restored'>;

type Exported = EvidenceSourceParts['exported'];
type OpenAsset = (asset: Asset) => OpenBody;

export function createFileUseCases({ ports, cache, memories, mirrors, client, version }: FileParts): AllFileUseCases {
  const evidenceFiles = new EvidenceFiles(ports.directory, ports.clock);
  const trust = ports.trust ?? (() => DEFAULT_TRUST);
  const open: OpenAsset = (asset) => (range, signal) => client(asset.instance).openAsset(asset, range, signal);
  const exported = exportedEvidence(mirrors, ports.directory);
  const evidence = { files: evidenceFiles, memories, open, version, exported };
  const evidenceSource = (
    asset: Asset,
    { offline = mirrors.only() || !ports.isConfigured(asset.instance), ...how }: EvidenceSourceOptions = {},
  ): EvidenceSource => createEvidenceSource({ ...evidence, trust }, asset, { ...how, offline });

  const obtainChecked = async (asset: Asset, options: ObtainOptions) => {
    if (!ports.isConfigured(asset.instance) && !(await cache.find(asset, options)))
      throw unknownInstance(asset.instance);
    const request = { ...options, asset, ...sourcesOf(asset, { open: open(asset), version, mirrors }) };
    const first = evidenceSource(asset);
    const fetched = await cache.get({ ...request, evidenceSource: first });
    const latest = evidenceSource(asset);
    const isJudged = isSameTrust(first.trust, latest.trust);
    const rechecked = isJudged ? fetched : await cache.recheck(fetched, { ...request, evidenceSource: latest });
    const refusal = refusalOf(rechecked.record, latest.trust, options);
    if (!refusal) return rechecked;
    if (!rechecked.fromCache) throw refusal;
    // The missing evidence may have been published since.
    const relisted = evidenceSource(asset, { relist: true });
    const again = await cache.recheck(rechecked, { ...request, evidenceSource: relisted, reuse: 'nothing' });
    return admitted(again, relisted.trust, options);
  };
  return {
    obtain: (asset, options = {}) =>
      obtainChecked(asset, options).catch(explainMissingEvidence(asset, ports.store, { only: mirrors.only, exported })),
    find: async (asset, use) => {
      const found = await cache.find(asset);
      const offline = evidenceSource(asset, { offline: true });
      return found && admitted(await cache.recheck(found, { asset, evidenceSource: offline }), offline.trust, use);
    },
    record: (key) => ports.store.find(key),
    previewEvidence: async (asset, signal) =>
      previewEvidence(await EvidenceCheck.start({ asset, evidenceSource: evidenceSource(asset) }, signal)),
    publishedDigest: async (asset, signal) =>
      (await EvidenceCheck.start({ asset, evidenceSource: evidenceSource(asset) }, signal)).publishedDigest(),
    recheck: async (record) => {
      const found = { record, path: cache.pathOf(record), fromCache: true };
      await cache.recheck(found, { asset: record, evidenceSource: evidenceSource(record, { offline: true }) });
    },
    verdictOn: (asset) => verdictOn(asset, { cache, store: ports.store }, evidenceSource(asset, { offline: true })),
    closeEvidenceFiles: (reason) => evidenceFiles.close(reason),
    readSmall: async (asset, signal) => (await evidenceFiles.get(asset, { open: open(asset), signal })).bytes,
    verify: async (key, options) => {
      const record = await ports.store.find(key);
      const asked = record !== undefined && !mirrors.only() && ports.isConfigured(record.instance);
      const result = await cache.verify(key, {
        ...options,
        evidenceSource: record && evidenceSource(record, { relist: true }),
      });
      return { ...result, asked };
    },
  };
}

/** The evidence in an export that is a mirror, else what the import of an export kept. */
function exportedEvidence({ evidenceOf }: Mirrors, directory: string): Exported {
  const { imported } = layoutOf(directory);
  return async (sha256) =>
    sha256 === undefined ? undefined : ((await evidenceOf(sha256)) ?? (await readExportedEvidence(imported, sha256)));
}

/** The user may trust other keys, or require more, since a download began. */
function isSameTrust(before: Trust, now: Trust): boolean {
  return before.id === now.id && before.require === now.require;
}

async function verdictOn(
  asset: Asset,
  { cache, store }: { readonly cache: DownloadCache; readonly store: AssetStore },
  evidenceSource: EvidenceSource,
): Promise<KnownVerdict> {
  const { trust } = evidenceSource;
  const found = await cache.find(asset);
  if (!found && isContradicted(await store.find(recordKey(asset)), asset)) return 'integrity';
  if (!found) return asksNothing(trust) && !(await evidenceSource.pin()) ? 'clear' : 'unknown';
  try {
    const { record } = await cache.recheck(found, { asset, evidenceSource });
    const refusal = refusalOf(record, trust);
    if (refusal) return refusal.code;
    return trust.id === (record.evidence.trustId ?? '') ? 'clear' : 'unknown';
  } catch (error) {
    if (isEngineError(error, 'integrity')) return error.code;
    throw error;
  }
}

/**
 * Whether a signature by a key that was trusted here contradicted these very bytes when they were last checked. Bytes in
 * quarantine for another reason may have changed on this disk, long after the file was installed.
 */
function isContradicted(record: AssetRecord | undefined, { digests }: Asset): boolean {
  if (!record || record.sha256 !== digests.sha256) return false;
  return storedRefusal(record)?.facts.source === 'signature';
}

/** Whether the user neither trusts a key nor requires anything. */
function asksNothing({ id, require }: Trust): boolean {
  return id === DEFAULT_TRUST.id && require === DEFAULT_TRUST.require;
}

/**
 * The sources for an asset's bytes. At its origin, an asset is listed before it is fetched, unless a lock names it and its
 * address says all.
 */
function sourcesOf(
  asset: Asset,
  { open, version, mirrors }: Pick<FileParts, 'version' | 'mirrors'> & { readonly open: OpenBody },
): Pick<DownloadRequest, 'origin' | 'mirrors'> {
  const openListed: OpenBody = async (range, signal) => {
    await assertListed(asset, version, signal);
    return open(range, signal);
  };
  const { host } = new URL(asset.instance);
  const origin = { host, open: openListed, openLocked: isServedByItself(asset) ? open : undefined };
  return {
    origin: mirrors.only() ? undefined : origin,
    mirrors: mirrors.areInUse() ? (sha256) => mirrors.sourcesOf(sha256, asset.instance) : undefined,
  };
}

/**
 * If only mirrors may be used, missing evidence may just not have been exported. Throws an error that says so, or the given
 * one.
 */
function explainMissingEvidence(
  asset: Asset,
  store: AssetStore,
  { only, exported }: Pick<Mirrors, 'only'> & { readonly exported: Exported },
): (error: unknown) => Promise<never> {
  return async (error) => {
    const isLess =
      isEngineError(error, 'untrusted') ||
      (isEngineError(error, 'changed') && error.facts.changes.every(({ kind }) => kind !== 'replaced'));
    if (!isLess || !only()) throw error;
    const record = await store.find(recordKey(asset));
    const isSeen = record?.upstreamId === asset.upstreamId && record.evidence.files.length > 0;
    if (isSeen || (await exported(asset.digests.sha256))) throw error;
    const { name } = asset;
    const detail = `the evidence for ${name} was not exported`;
    throw new EngineError('evidenceNotExported', detail, { name }, { cause: error });
  };
}

/** @throws EngineError `untrusted`, `changed` */
function admitted(found: CachedAsset, trust: Trust, use: Use = {}): CachedAsset {
  const refusal = refusalOf(found.record, trust, use);
  if (refusal) throw refusal;
  return found;
}
