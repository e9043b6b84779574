import { isEngineError, projectPaths, readLock, sourceKey } from '../../engine/index.ts';
import type { AssetRecord, Lock, Version } from '../../engine/index.ts';
import type { Services } from '../services.ts';

/** Why removing a file could hurt: `locked` names the folders whose locks list it. */
export interface ReasonsToKeep {
  readonly locked: readonly string[];
  /** The instance has replaced or removed the file. */
  readonly upstream: 'replaced' | 'gone' | undefined;
  readonly isKept: boolean;
}

/** Long enough for an instance that answers. If it does not, nothing is said about the file. */
const LOOK_MS = 2000;

/**
 * Why the user may miss this file, if the cache holds the only record of its bytes. Waits briefly for the instance; no
 * answer means no reason, since removing one file can be undone.
 */
export async function reasonsToKeep(services: Services, record: AssetRecord): Promise<ReasonsToKeep> {
  const { cache } = services.engine.get();
  const isShared = (await cache.list()).some(({ key, sha256 }) => key !== record.key && sha256 === record.sha256);
  if (isShared) return { locked: [], upstream: undefined, isKept: record.kept };
  const [folders, found] = await Promise.all([
    lockedFolders(services),
    versionOf(services, record, AbortSignal.timeout(LOOK_MS)),
  ]);
  return { locked: listedIn(folders, record), upstream: upstreamIn(found, record), isKept: record.kept };
}

/** Which files among several the user may miss. */
export interface MissedFiles {
  /** Those that the lock of an open folder lists. */
  readonly locked: readonly AssetRecord[];
  /** Those that the instance has replaced or removed. */
  readonly gone: readonly AssetRecord[];
}

/** Each is a request, so emptying a large cache looks only for the versions that were used last. */
const MOST_VERSIONS = 20;

/**
 * Which files the user may miss if they are all removed, because no other record in the cache has their bytes. Waits
 * briefly for the instances; no answer means no reason.
 */
export async function filesMissed(services: Services, records: readonly AssetRecord[]): Promise<MissedFiles> {
  const removed = new Set(records.map(({ key }) => key));
  const others = (await services.engine.get().cache.list()).filter(({ key }) => !removed.has(key));
  const shared = new Set(others.map(({ sha256 }) => sha256));
  const only = records.filter(({ sha256 }) => !shared.has(sha256)).toSorted((one, other) => other.usedAt - one.usedAt);
  const ofVersions = Map.groupBy(only, ({ instance, source, version }) =>
    JSON.stringify([sourceKey(instance, source), version]),
  );
  const signal = AbortSignal.timeout(LOOK_MS);
  const looked = [...ofVersions.values()].slice(0, MOST_VERSIONS).map((files) => goneOf(services, files, signal));
  const [folders, gone] = await Promise.all([lockedFolders(services), Promise.all(looked)]);
  return { locked: only.filter((record) => listedIn(folders, record).length > 0), gone: gone.flat() };
}

/** The files of one version that its instance no longer has. */
async function goneOf(
  services: Services,
  files: readonly AssetRecord[],
  signal: AbortSignal,
): Promise<readonly AssetRecord[]> {
  const [first] = files;
  const found = first && (await versionOf(services, first, signal));
  return files.filter((record) => upstreamIn(found, record) !== undefined);
}

interface LockedFolder {
  readonly name: string;
  readonly lock: Lock;
}

/** The open folders with a lock. One that cannot be read is reported when it is used. */
async function lockedFolders({ workspace }: Services): Promise<readonly LockedFolder[]> {
  if (!workspace.isTrusted) return [];
  const folders = await Promise.all(
    workspace.folders().map(async ({ name, directory }) => {
      const lock = await readLock(projectPaths(directory).lock).catch(() => undefined);
      return lock ? [{ name, lock }] : [];
    }),
  );
  return folders.flat();
}

/** The names of the folders whose lock lists these bytes. */
function listedIn(folders: readonly LockedFolder[], { sha256 }: AssetRecord): readonly string[] {
  return folders.filter(({ lock }) => hasBytes(lock, sha256)).map(({ name }) => name);
}

function hasBytes({ tools }: Lock, sha256: string): boolean {
  return [...tools.values()].some(({ assets }) => [...assets.values()].some((asset) => asset.sha256 === sha256));
}

/** What the instance has of a version; `undefined` if it does not say. */
type FoundVersion = Pick<Version, 'assets' | 'unlisted'> | 'gone' | undefined;

async function versionOf(
  { engine, instances }: Services,
  { instance, source, version }: AssetRecord,
  signal: AbortSignal,
): Promise<FoundVersion> {
  if (!instances.get(instance)) return undefined;
  try {
    return (await engine.get().version(instance, source, version, { signal })).value;
  } catch (error) {
    return isEngineError(error, 'notFound') ? 'gone' : undefined;
  }
}

function upstreamIn(found: FoundVersion, { name, upstreamId }: AssetRecord): ReasonsToKeep['upstream'] {
  if (found === undefined || found === 'gone') return found;
  const same = found.assets.filter((asset) => asset.name === name);
  if (same.some((asset) => asset.upstreamId === upstreamId)) return undefined;
  if (same.length > 0) return 'replaced';
  return found.unlisted ? undefined : 'gone';
}
