import { isHere } from '../absence.ts';
import { ageMs } from '../age.ts';
import type { AssetRecord, AssetStore, Clock, Log } from '../ports.ts';
import { wait } from '../wait.ts';
import type { CachedFileVerifier } from './cachedFileVerifier.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Bytes that were hashed more recently than this are not read again. */
export const SCRUB_AGE_MS = 7 * DAY_MS;
/** Between two blobs, and in any case this many times as long as the last one took: other work goes first. */
const REST_MS = 1000;
const REST_FACTOR = 3;

export interface ScrubOptions {
  readonly store: AssetStore;
  readonly verifier: CachedFileVerifier;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Called when a blob was found broken and moved to quarantine. */
  readonly onBroken: () => void;
}

/** One record for each blob that is in its place and was not hashed for a week, the longest unchecked first. Pure. */
export function dueForScrub(records: readonly AssetRecord[], now: number): readonly AssetRecord[] {
  const uncheckedMs = ({ evidence }: AssetRecord): number => ageMs(now, evidence.checkedAt);
  return [...Map.groupBy(records.filter(isHere), (record) => record.sha256).values()]
    .map((sharing) => sharing.reduce((one, other) => (uncheckedMs(other) < uncheckedMs(one) ? other : one)))
    .filter((record) => uncheckedMs(record) >= SCRUB_AGE_MS)
    .sort((a, b) => uncheckedMs(b) - uncheckedMs(a));
}

/**
 * Reads blobs that have not been read for a week and compares them with their digests, one at a time with pauses, until
 * `signal` is aborted. Damaged files go into quarantine before they are used. Never throws.
 */
export async function scrub(options: ScrubOptions): Promise<void> {
  const { log, signal } = options;
  try {
    await round(options);
  } catch (error) {
    if (!signal.aborted) log.warn(`scrub stopped: ${String(error)}`);
  }
}

async function round(options: ScrubOptions): Promise<void> {
  const { store, clock, log, signal } = options;
  let restMs = REST_MS;
  const { records } = await store.list(signal);
  for (const { key } of dueForScrub(records, clock.now())) {
    await wait(clock, restMs, signal);
    const startedAt = clock.now();
    try {
      await readAgain(key, options);
    } catch (error) {
      signal.throwIfAborted();
      log.warn(`a file could not be read again: ${String(error)}`);
    }
    restMs = Math.max(REST_MS, REST_FACTOR * ageMs(clock.now(), startedAt));
  }
}

async function readAgain(key: string, { store, verifier, clock, log, signal, onBroken }: ScrubOptions): Promise<void> {
  const record = await store.find(key);
  // Another window may have read it meanwhile.
  if (!record || dueForScrub([record], clock.now()).length === 0) return;
  const result = await verifier.verify(key, { signal });
  if (result.state !== 'broken') return;
  log.warn(`${result.record.name} was damaged on disk and is in quarantine at ${result.error.facts.quarantinePath}`);
  onBroken();
}
