import { EngineError, groundsOf, parseAssetAddress } from '../../engine/index.ts';
import type { ArtifactSource, Asset, CachedAsset, Grounds, Package, Page, Version } from '../../engine/index.ts';
import {
  downloadArguments,
  installArguments,
  listFilesArguments,
  listPackagesArguments,
  listReleasesArguments,
  restoreArguments,
  whichArguments,
} from './arguments.ts';
import { checkedCall } from './checkedCall.ts';
import { addressError, assertNamed, resolveAddress } from './resolveAddress.ts';
import { installFound, restoreFolder, whichProgram } from './tools.ts';
import type { ApiInstallOptions, ApiInstalled, ApiRestoreOptions, ApiRestored } from './tools.ts';
import type { Services } from '../services.ts';

/** A file on this machine. It belongs to the cache: read it, do not change or move it. */
interface ApiFile {
  /** Absolute path on the machine where extensions run. The file is named by its digest, not by the asset's name. */
  readonly path: string;
  /** Hex, of the bytes at `path`. */
  readonly sha256: string;
  readonly sizeBytes: number;
  /** What verified its bytes; `locked` if only a lock named them. */
  readonly evidence: Grounds;
}

interface ApiDownloadOptions {
  /** Stops waiting, and stops the transfer if nobody else waits for it; the call rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Hex digest that the file must have, whatever the instance says. */
  readonly sha256?: string | undefined;
  /** Which file, if the address is that of a release or a package version. */
  readonly file?: string | undefined;
}

/**
 * What `activate` returns to other extensions. It contacts only configured instances, with the user's limits and tokens. No
 * result contains a token, and every result is the caller's own copy. Calls reject with an `ApiError`; an aborted one with the
 * signal's reason, and one whose download the user cancelled with an `AbortError`.
 */
export interface ForgejoArtifactsApi {
  /** Version of this interface; it changes with every breaking change. */
  readonly version: 1;
  /**
   * Downloads an asset (from a list below) or the file at an address, from the cache or the network. The tree shows the
   * progress.
   * @throws ApiError `needsFile`, `severalFiles` and `badArgument` for an address, and as `Engine.obtain`
   */
  download(asset: Asset | string, options?: ApiDownloadOptions): Promise<ApiFile>;
  /**
   * The file, if it is already on this machine and has the digest in the options, else `undefined`. Uses the network only to
   * look up an address.
   * @throws ApiError `integrity`, `untrusted` or `changed` if the bytes are here but must not be used; for an address, as
   * `download`
   */
  cachedPath(asset: Asset | string, options?: ApiDownloadOptions): Promise<ApiFile | undefined>;
  /**
   * Downloads a file and makes its programs usable on this machine, without asking. What only the user can decide is an
   * error (`misfit`, `noExecutable`), and commands that need consent are not linked. The result says what verified the file.
   * @throws ApiError as `download` and `Engine.install`
   */
  install(asset: Asset | string, options?: ApiInstallOptions): Promise<ApiInstalled>;
  /**
   * Restores `forgejo-artifacts.lock.json` of an open folder: of the given path, or of the only folder that has a lock. Never
   * asks which one. The result reports each tool's outcome.
   * @throws ApiError `workspace` if several folders have a lock, or none; without trust; for a tool that is not in the lock
   */
  restore(folder?: string, options?: ApiRestoreOptions): Promise<readonly ApiRestored[]>;
  /**
   * The path of the program that an installed command runs: in an open folder whose lock was restored, else for the user;
   * `undefined` if no such command is in use.
   */
  which(command: string): Promise<string | undefined>;
  /** Bases of the configured instances, as the other calls take them. */
  listInstances(): readonly string[];
  /** One page of releases with their files, newest first. `page` starts at 1. */
  listReleases(instance: string, owner: string, repo: string, page?: number): Promise<Page<Version>>;
  /** The generic packages of an owner with their versions. */
  listPackages(instance: string, owner: string): Promise<readonly Package[]>;
  /** The files of a release (by tag) or of a package version, except those in `Version.unlisted`. */
  listFiles(instance: string, source: ArtifactSource, version: string): Promise<readonly Asset[]>;
}

/** The engine behind a small fixed interface. */
export function createApi(services: Services): ForgejoArtifactsApi {
  const { engine, instances } = services;
  // Frozen, because all callers share one object: a change by one of them would affect the others.
  const client = (instance: string): ReturnType<ReturnType<typeof engine.get>['client']> =>
    engine.get().client(configured(services, instance));
  return Object.freeze<ForgejoArtifactsApi>({
    version: 1,
    download: checkedCall('download', downloadArguments, (asset, options) => downloadFor(services, asset, options)),
    cachedPath: checkedCall('cachedPath', downloadArguments, async (asset, options) => {
      const cached = await engine.get().find(await findAsset(services, asset, options));
      const isMeant = options.sha256 === undefined || options.sha256 === cached?.record.sha256;
      return cached && isMeant ? toFile(cached) : undefined;
    }),
    install: checkedCall('install', installArguments, async (asset, options) => {
      const found = await findAsset(services, asset, options);
      await download(services, found, options);
      return installFound(services, found, options);
    }),
    restore: checkedCall('restore', restoreArguments, (folder, options) => restoreFolder(services, folder, options)),
    which: checkedCall('which', whichArguments, (command) => whichProgram(services, command)),
    listInstances: () => instances.list().map(({ setting }) => setting.url),
    listReleases: checkedCall('listReleases', listReleasesArguments, async (instance, owner, repo, page) =>
      client(instance).releases({ owner, repo }, { page }),
    ),
    listPackages: checkedCall('listPackages', listPackagesArguments, async (instance, owner) =>
      client(instance).packages(owner),
    ),
    listFiles: checkedCall('listFiles', listFilesArguments, async (instance, source, version) => {
      const { value } = await engine.get().version(configured(services, instance), source, version);
      return value.assets;
    }),
  });
}

async function downloadFor(services: Services, asset: Asset | string, options: ApiDownloadOptions): Promise<ApiFile> {
  return toFile(await download(services, await findAsset(services, asset, options), options));
}

async function download(
  services: Services,
  asset: Asset,
  { signal, sha256 }: Pick<ApiDownloadOptions, 'signal' | 'sha256'>,
): Promise<CachedAsset> {
  const expected = sha256 === undefined ? undefined : ({ by: 'caller', digests: { sha256 } } as const);
  const [outcome] = await services.downloads.start([asset], { signal, expected });
  if (outcome?.state === 'done') return outcome.found;
  if (outcome?.state === 'failed') throw outcome.error;
  throw new DOMException('the download was cancelled', 'AbortError');
}

function toFile({ path, record }: CachedAsset): ApiFile {
  const { sha256, sizeBytes } = record;
  return { path, sha256, sizeBytes, evidence: groundsOf(record) };
}

/** The base of a configured instance, given with or without its last slash. @throws EngineError `unknownInstance` */
function configured({ instances }: Pick<Services, 'instances'>, instance: string): string {
  const bases = instances.list().map(({ setting }) => setting.url);
  const base = bases.find((one) => one === instance || one === `${instance}/`);
  if (base === undefined) throw new EngineError('unknownInstance', `${instance} is not configured`, { instance });
  return base;
}

async function findAsset(services: Services, asset: Asset | string, options: ApiDownloadOptions): Promise<Asset> {
  if (typeof asset !== 'string') return assertNamed(asset, options.file);
  const bases = services.instances.list().map(({ setting }) => setting.url);
  const address = parseAssetAddress(asset, bases);
  if (!address) throw addressError(asset, bases);
  return resolveAddress(services.engine.get(), address, options);
}
