import { isEngineError, projectPaths, readLock } from '../../engine/index.ts';
import type { AssetRecord, Lock } from '../../engine/index.ts';
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
  const [locked, upstream] = await Promise.all([lockedIn(services, record), upstreamOf(services, record)]);
  return { locked, upstream, isKept: record.kept };
}

/** Open folders whose lock lists these bytes. A lock that cannot be read is reported when it is used. */
async function lockedIn({ workspace }: Services, { sha256 }: AssetRecord): Promise<readonly string[]> {
  if (!workspace.isTrusted) return [];
  const folders = await Promise.all(
    workspace.folders().map(async ({ name, directory }) => {
      const lock = await readLock(projectPaths(directory).lock).catch(() => undefined);
      return lock && hasBytes(lock, sha256) ? [name] : [];
    }),
  );
  return folders.flat();
}

function hasBytes({ tools }: Lock, sha256: string): boolean {
  return [...tools.values()].some(({ assets }) => [...assets.values()].some((asset) => asset.sha256 === sha256));
}

async function upstreamOf(
  { engine, instances }: Services,
  { instance, source, version, name, upstreamId }: AssetRecord,
): Promise<ReasonsToKeep['upstream']> {
  if (!instances.get(instance)) return undefined;
  const signal = AbortSignal.timeout(LOOK_MS);
  try {
    const { assets, unlisted } = (await engine.get().version(instance, source, version, { signal })).value;
    const same = assets.filter((asset) => asset.name === name);
    if (same.some((asset) => asset.upstreamId === upstreamId)) return undefined;
    if (same.length > 0) return 'replaced';
    return unlisted ? undefined : 'gone';
  } catch (error) {
    return isEngineError(error, 'notFound') ? 'gone' : undefined;
  }
}
