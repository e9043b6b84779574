import { open, rm, stat } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { busy, errnoOf, ifThere, isBusy } from '../disk.ts';

/** How often a lock that another process holds is looked at. */
const PAUSE_MS = 20;
/**
 * A change takes milliseconds: who holds a lock for so long is dead, or asleep and finds out before it writes. It is longer
 * than any file system needs to give two files different times.
 */
const STALE_MS = 3000;
/** Where locks change hands for so long without this one's turn, something else is wrong. */
const MAX_WAIT_MS = 30_000;

type Pause = (ms: number) => Promise<unknown>;

/** The lock was taken from its holder, who seemed to be dead and has to start again. */
export class LockLost extends Error {}

/**
 * An empty file whose existence says that somebody changes an entry, and whose time says who. It is held for one reading
 * and one writing. Empty, as that works on a full disk, too, where room can only be made by changes.
 */
export class EntryLock {
  readonly #path: string;
  readonly #madeAt: number;

  private constructor(path: string, madeAt: number) {
    this.#path = path;
    this.#madeAt = madeAt;
  }

  /**
   * Takes the lock, waiting while others hold it. How long is counted in pauses and not read from any clock or file, so a
   * clock that is wrong breaks no lock; and the process lives as long as it waits.
   * @throws EngineError `storage`, and what the file system says
   */
  static async take(path: string, pause: Pause = setTimeout): Promise<EntryLock> {
    let holder: number | undefined;
    let [heldMs, waitedMs] = [0, 0];
    for (;;) {
      const madeAt = await create(path);
      if (madeAt !== undefined) return new EntryLock(path, madeAt);
      const found = await timeOf(path);
      if (found !== holder) [holder, heldMs] = [found, 0];
      if (waitedMs >= MAX_WAIT_MS) throw busy(path);
      // Nobody creates a new lock right after, so whoever finds the same stale lock removes only that one.
      if (heldMs >= STALE_MS) await rm(path, { force: true });
      await pause(PAUSE_MS);
      heldMs += PAUSE_MS;
      waitedMs += PAUSE_MS;
    }
  }

  /** Call it right before writing. @throws LockLost */
  async demandHeld(): Promise<void> {
    if ((await timeOf(this.#path)) !== this.#madeAt) throw new LockLost(`another process took ${this.#path}`);
  }

  /** Never throws: a lock left behind is taken over later. */
  async release(): Promise<void> {
    const isHeld = (await timeOf(this.#path).catch(() => undefined)) === this.#madeAt;
    if (isHeld) await rm(this.#path, { force: true }).catch(() => undefined);
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
