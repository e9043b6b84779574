import { open, rm, stat, unlink } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { ageMs } from '../age.ts';
import { busy, errnoOf, ifThere, isBusy } from '../disk.ts';

/** How often to check a lock that another process holds. Most are held for less than a millisecond, so at first it is often. */
const FIRST_PAUSES_MS = [1, 2, 3, 4, 10];
const PAUSE_MS = 20;
/**
 * A change takes milliseconds: whoever holds a lock for this long is dead, or suspended and notices before it writes. It is
 * longer than any file system needs to give two files different times.
 */
const STALE_MS = 3000;
/** If locks change hands for this long without this one's turn, something else is wrong. */
const MAX_WAIT_MS = 30_000;
/** A lock that was held so recently still is: far shorter than `STALE_MS`. */
const SURE_MS = 500;

type Pause = (ms: number) => Promise<unknown>;

/** The lock was taken from its holder, who seemed to be dead and must start again. */
export class LockLost extends Error {}

/**
 * An empty file that announces a change to an entry, and whose time identifies the holder. Held for one read and one write.
 * It is empty so that it can be created on a full disk, where only changes can make room.
 */
export class EntryLock {
  readonly #path: string;
  readonly #madeAt: number;
  #seenAt = -Infinity;

  private constructor(path: string, madeAt: number) {
    this.#path = path;
    this.#madeAt = madeAt;
  }

  /**
   * Takes the lock, waiting while others hold it. The wait is counted in pauses rather than read from a clock or file, so a
   * wrong clock breaks no lock; the process stays alive while it waits.
   * @throws EngineError `storage`, and what the file system throws
   */
  static async take(path: string, pause: Pause = setTimeout): Promise<EntryLock> {
    let holder: number | undefined;
    let [heldMs, waitedMs] = [0, 0];
    for (let tries = 0; ; tries += 1) {
      const madeAt = await create(path);
      if (madeAt !== undefined) return new EntryLock(path, madeAt);
      const found = await timeOf(path);
      if (found !== holder) [holder, heldMs] = [found, 0];
      if (waitedMs >= MAX_WAIT_MS) throw busy(path);
      // No new lock is created right after, so every process that finds the same stale lock removes only that one.
      if (heldMs >= STALE_MS) await rm(path, { force: true });
      const pauseMs = FIRST_PAUSES_MS[tries] ?? PAUSE_MS;
      await pause(pauseMs);
      heldMs += pauseMs;
      waitedMs += pauseMs;
    }
  }

  /** Call it right before writing. @throws LockLost */
  async assertHeld(): Promise<void> {
    const now = Date.now();
    if ((await timeOf(this.#path)) !== this.#madeAt) throw new LockLost(`another process took ${this.#path}`);
    this.#seenAt = now;
  }

  /** Never throws: a lock left behind is taken over later. */
  async release(): Promise<void> {
    const isSure = ageMs(Date.now(), this.#seenAt) < SURE_MS;
    const isHeld = isSure || (await timeOf(this.#path).catch(() => undefined)) === this.#madeAt;
    if (isHeld) await unlink(this.#path).catch(() => undefined);
  }
}

/** The time of the new file, or `undefined` if there is one already. */
async function create(path: string): Promise<number | undefined> {
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      return (await file.stat()).mtimeMs;
    } finally {
      await file.close();
    }
  } catch (error) {
    // Windows refuses a name until its last file is completely gone.
    if (errnoOf(error) === 'EEXIST' || (process.platform === 'win32' && isBusy(error))) return undefined;
    throw error;
  }
}

async function timeOf(path: string): Promise<number | undefined> {
  return (await ifThere(() => stat(path)))?.mtimeMs;
}
