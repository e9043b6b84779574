import { chmod, readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ageMs } from '../age.ts';
import { Attempts } from '../attempts.ts';
import type { EngineError } from '../errors.ts';
import type { AssetStore, Clock, Log } from '../ports.ts';
import type { BlobStore } from './blobStore.ts';
import type { Evictor } from './evictor.ts';
import type { CacheLayout } from './cacheLayout.ts';
import { moveEarlierKeys } from './moveEarlierKeys.ts';
import { OrphanedBlobs } from './orphanedBlobs.ts';

const HOUR_MS = 60 * 60 * 1000;

/** How old leftovers must be before they are removed. Anything younger may belong to a window that is still working. */
export const SWEEP_AGES = {
  partials: 14 * 24 * HOUR_MS,
  /** These cannot be resumed, and a running download touches its own far more often. */
  undescribedPartials: HOUR_MS,
  leases: HOUR_MS,
  holds: HOUR_MS,
  quarantine: 14 * 24 * HOUR_MS,
  evidence: 90 * 24 * HOUR_MS,
  importedIndexes: 90 * 24 * HOUR_MS,
  importedFiles: 90 * 24 * HOUR_MS,
} as const;

/** The directories of files that are removed by their age. */
const BY_AGE = ['partials', 'leases', 'quarantine', 'evidence', 'importedIndexes', 'importedFiles', 'holds'] as const;

interface SweepOptions {
  readonly layout: CacheLayout;
  readonly blobs: BlobStore;
  readonly store: AssetStore;
  readonly evictor: Evictor;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/**
 * Removes what crashes and cancelled work left behind, and bytes that no record has referred to for days. Whatever cannot be
 * removed is left for the next time and delays nothing else. Never throws. Returns whether all of it could be done.
 */
export async function sweep(options: SweepOptions): Promise<boolean> {
  const { layout, log, signal } = options;
  const attempts = new Attempts();
  // Every version creates it this way; a directory that was created or opened up by others may be readable for everyone.
  await chmod(layout.root, 0o700).catch(() => undefined);
  for (const folder of BY_AGE) {
    await attempts.try(() => sweepFiles(options, folder), undefined);
  }
  await attempts.try(() => moveEarlierKeys(options.store, signal), undefined);
  await attempts.try(() => sweepUnclaimed(options), undefined);
  try {
    attempts.end();
    return true;
  } catch (error) {
    if (!signal.aborted) log.warn(`the sweep is incomplete: ${String(error)}`);
    return false;
  }
}

async function sweepFiles({ layout, clock, signal }: SweepOptions, folder: (typeof BY_AGE)[number]): Promise<void> {
  const names = new Set(await readdir(layout[folder]).catch(() => []));
  for (const name of names) {
    signal.throwIfAborted();
    const isUndescribed = folder === 'partials' && name.endsWith('.data') && !names.has(name.replace(/data$/, 'json'));
    const maxAgeMs = SWEEP_AGES[isUndescribed ? 'undescribedPartials' : folder];
    const path = join(layout[folder], name);
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile() && ageMs(clock.now(), found.mtimeMs) > maxAgeMs) {
      await rm(path, { force: true }).catch(() => undefined);
    }
  }
}

/** Removes blobs without records, and moves damaged records out of the way, which would block all evictions. */
async function sweepUnclaimed(options: SweepOptions): Promise<void> {
  const { layout, blobs, store, clock, evictor, log, signal } = options;
  const unclaimed = new OrphanedBlobs(layout.unclaimed, clock);
  const { records, foreign, unreadable } = await store.list(signal);
  if (unreadable[0]) {
    for (const error of unreadable) log.warn(`a record cannot be read: ${String(error)}`);
    await quarantineDamaged(unreadable, unclaimed, options);
    // Any blob may belong to an unreadable record.
    throw unreadable[0];
  }
  const known = new Set([...records, ...foreign].map((record) => record.sha256));
  const unknown = new Set<string>();
  const overdue: string[] = [];
  for await (const sha256 of blobs.list()) {
    signal.throwIfAborted();
    if (known.has(sha256)) continue;
    unknown.add(sha256);
    if (await unclaimed.see(sha256)) overdue.push(sha256);
  }
  await unclaimed.keepOnly(unknown);
  const freedBytes = await evictor.dropUnreferenced(overdue);
  if (freedBytes > 0) log.info(`swept ${freedBytes} B that no record referred to`);
}

/** Moves damaged records to quarantine: no version can read their bytes, so waiting would not help. */
async function quarantineDamaged(
  unreadable: readonly EngineError<'storage'>[],
  unclaimed: OrphanedBlobs,
  { blobs, log }: SweepOptions,
): Promise<void> {
  const attempts = new Attempts();
  for (const { facts } of unreadable.filter((one) => one.facts.reason === 'EBADMSG')) {
    const name = basename(facts.path);
    const quarantine = async (): Promise<void> => {
      if (!(await unclaimed.see(name))) return;
      const path = await blobs.quarantine.put(facts.path, name);
      if (path) log.warn(`a damaged record was moved to quarantine at ${path}`);
    };
    await attempts.try(quarantine, undefined);
  }
  attempts.end();
}
