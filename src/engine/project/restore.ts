import type { CachedAsset } from '../cache/downloadRequest.ts';
import type { OnProgress } from '../cache/progress.ts';
import { EngineError, isEngineError } from '../errors.ts';
import type { Machine } from '../machine/platform.ts';
import type { Expected } from '../evidence.ts';
import type { Asset } from '../model.ts';
import { Semaphore } from '../semaphore.ts';
import type { LockPorts } from './lockTool.ts';
import { planRestore } from './planRestore.ts';
import type { PlannedFile, PlannedTool } from './planRestore.ts';
import type { Lock } from './projectModel.ts';
import { withIntactCopy } from './intactCopy.ts';
import { RestoreProgressTracker } from './restoreProgress.ts';
import type { RestoreProgress } from './restoreProgress.ts';

/** Enough to keep the threads that decompress and write busy. Each has some megabytes of buffers. */
const INSTALLS = 4;

export interface RestoreParts<T> {
  readonly lock: Lock;
  readonly machine: Machine;
  /** @default all of the lock */
  readonly tools?: readonly string[] | undefined;
  readonly obtain: (
    asset: Asset,
    options: {
      readonly expected: Expected;
      readonly signal: AbortSignal | undefined;
      readonly onProgress: OnProgress;
    },
  ) => Promise<CachedAsset>;
  readonly install: (
    planned: PlannedFile,
    cached: CachedAsset,
    options: { readonly signal: AbortSignal | undefined },
  ) => Promise<T>;
  /**
   * The version as it is now. Requested only if the lock alone cannot lead to a file: for a file that is gone, to name what
   * replaced it, and for a file on another host whose address must not be in a lock.
   */
  readonly version: LockPorts['version'];
  readonly onProgress?: ((progress: RestoreProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export type RestoreResult<T> =
  | {
      readonly ok: true;
      readonly name: string;
      readonly planned: PlannedFile;
      readonly cached: CachedAsset;
      readonly installed: T;
    }
  | { readonly ok: false; readonly name: string; readonly error: unknown };

/**
 * Restores everything in a lock, each file checked against its locked digest, and nothing else. Cached files need no
 * network. A failure of one tool is part of the results: `noPlatform`, `lockMismatch` if upstream has other bytes by now,
 * and what `obtain` and `install` throw. Files are installed as they arrive, several at a time, so `install` must decide
 * nothing that depends on the order.
 *
 * @returns a result for each tool, in the order of the lock; rejects with the signal's reason on abort and with nothing else
 */
export async function restore<T>(options: RestoreParts<T>): Promise<readonly RestoreResult<T>[]> {
  const { lock, machine, tools, onProgress, signal } = options;
  signal?.throwIfAborted();
  const plan = planRestore(lock, machine, tools);
  const tracker = new RestoreProgressTracker(plan, onProgress);
  const semaphore = new Semaphore(INSTALLS);
  const restoreTool = async (planned: PlannedTool): Promise<RestoreResult<T>> => {
    const { name } = planned;
    try {
      const result = await restoreOne(planned, options, { tracker, semaphore });
      tracker.ended(name, 'done');
      return result;
    } catch (error) {
      tracker.ended(name, 'failed');
      return { ok: false, name, error };
    }
  };
  const results = await Promise.all(plan.map(restoreTool));
  signal?.throwIfAborted();
  return results;
}

async function restoreOne<T>(
  planned: PlannedTool,
  options: RestoreParts<T>,
  { tracker, semaphore }: { readonly tracker: RestoreProgressTracker; readonly semaphore: Semaphore },
): Promise<RestoreResult<T>> {
  const { name } = planned;
  if (!planned.ok) throw planned.error;
  const { signal } = options;
  const obtain = (): Promise<CachedAsset> => obtainLocked(planned, options, tracker.listener(name));
  const install = (cached: CachedAsset): Promise<T> =>
    semaphore.run(() => {
      signal?.throwIfAborted();
      tracker.installing(name);
      return options.install(planned, cached, { signal });
    });
  const { found: cached, used: installed } = await withIntactCopy(obtain, install, signal);
  return { ok: true, name, planned, cached, installed };
}

async function obtainLocked<T>(
  planned: PlannedFile,
  options: RestoreParts<T>,
  onProgress: OnProgress,
): Promise<CachedAsset> {
  const { asset, locked } = planned;
  const needsAddress = asset.storage === 'external' && asset.externalUrl === undefined;
  let unlisted: unknown;
  const now = needsAddress
    ? await findNow(planned, options).catch((error: unknown) => void (unlisted = error))
    : undefined;
  options.signal?.throwIfAborted();
  const located = now?.externalUrl === undefined ? asset : { ...asset, externalUrl: now.externalUrl };
  try {
    const expected = { by: 'lock', digests: locked } as const;
    const cached = await options.obtain(located, { expected, onProgress, signal: options.signal });
    const { sha256 } = cached.record;
    if (sha256 !== locked.sha256) throw mismatch(planned, { before: locked.sha256, now: sha256 });
    return cached;
  } catch (error) {
    options.signal?.throwIfAborted();
    // A cached file needs no address.
    if (unlisted !== undefined && isEngineError(error, 'unsafeName')) throw unlisted;
    throw await explain(error, planned, options);
  }
}

/** Other bytes than the locked ones are one kind of failure, however they were noticed. */
async function explain<T>(error: unknown, planned: PlannedFile, options: RestoreParts<T>): Promise<unknown> {
  const { asset, locked } = planned;
  if (isEngineError(error, 'integrity')) {
    const { what, expected, actual, source } = error.facts;
    const isLocked = source === 'lock' && what === 'sha256' && expected === locked.sha256;
    return isLocked ? mismatch(planned, { before: expected, now: actual }, error) : error;
  }
  if (!isEngineError(error, 'gone') && !isEngineError(error, 'notFound')) return error;
  const now = await findNow(planned, options).catch(() => undefined);
  const isOther = now !== undefined && now.upstreamId !== asset.upstreamId;
  return isOther ? mismatch(planned, { before: asset.upstreamId, now: now.upstreamId }, error) : error;
}

/** The locked file upstream, or the one that has its name now. */
async function findNow<T>(
  { asset: { instance, source, version, name, upstreamId } }: PlannedFile,
  { version: listed, signal }: RestoreParts<T>,
): Promise<Asset | undefined> {
  const { assets } = await listed(instance, source, version, { signal });
  const named = assets.filter((one) => one.name === name);
  return named.find((one) => one.upstreamId === upstreamId) ?? named[0];
}

function mismatch(
  { name: tool, asset: { name: asset } }: PlannedFile,
  { before, now }: { readonly before: string; readonly now: string },
  cause?: unknown,
): EngineError<'lockMismatch'> {
  const message = `${asset} of ${tool} is ${now}, but ${before} is locked`;
  return new EngineError(
    'lockMismatch',
    message,
    { tool, asset, before, now },
    { ...(cause !== undefined && { cause }) },
  );
}
