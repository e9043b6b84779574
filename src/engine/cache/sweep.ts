import { chmod, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { AssetStore, Clock, Log } from '../ports.ts';
import type { BlobStore } from './blobStore.ts';
import type { Evictor } from './evictor.ts';
import type { Layout } from './layout.ts';

const HOUR_MS = 60 * 60 * 1000;

/** How old leftovers must be before they go. Anything younger may belong to another window that is at work. */
export const SWEEP_AGES = {
  partials: 14 * 24 * HOUR_MS,
  leases: HOUR_MS,
  aside: 14 * 24 * HOUR_MS,
  evidence: 90 * 24 * HOUR_MS,
  /** A blob is there for a moment before its record is. */
  unreferencedBlobs: 24 * HOUR_MS,
} as const;

export interface SweepOptions {
  readonly layout: Layout;
  readonly blobs: BlobStore;
  readonly store: AssetStore;
  readonly evictor: Evictor;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Removes what crashed and cancelled work left behind. What cannot be removed stays for the next time; never throws. */
export async function sweep(options: SweepOptions): Promise<void> {
  try {
    // Every version makes it so; one that somebody else made, or opened, may be read by others.
    await chmod(options.layout.root, 0o700).catch(() => undefined);
    for (const room of ['partials', 'leases', 'aside', 'evidence'] as const) {
      await sweepFiles(options, options.layout[room], SWEEP_AGES[room]);
    }
    await sweepBlobs(options);
  } catch (error) {
    if (!options.signal.aborted) options.log.warn(`sweep stopped: ${String(error)}`);
  }
}

async function sweepFiles({ clock, signal }: SweepOptions, directory: string, ageMs: number): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  for (const name of names) {
    signal.throwIfAborted();
    const path = join(directory, name);
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile() && clock.now() - found.mtimeMs > ageMs) await rm(path, { force: true }).catch(() => undefined);
  }
}

async function sweepBlobs({ blobs, store, clock, evictor, log, signal }: SweepOptions): Promise<void> {
  const { records, foreign, unreadable } = await store.list();
  // Any of these may point at a blob that no other record points at.
  if (unreadable[0]) return log.warn(`no blob is swept while a record cannot be read: ${unreadable[0].message}`);
  const known = new Set([...records, ...foreign].map((record) => record.sha256));
  const unknown: string[] = [];
  for await (const sha256 of blobs.list()) {
    signal.throwIfAborted();
    if (known.has(sha256)) continue;
    const found = await blobs.stat(sha256);
    if (found && clock.now() - found.modifiedAt > SWEEP_AGES.unreferencedBlobs) unknown.push(sha256);
  }
  const freedBytes = await evictor.dropUnreferenced(unknown);
  if (freedBytes > 0) log.info(`swept ${freedBytes} B that no record pointed at`);
}
