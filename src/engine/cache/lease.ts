import { randomUUID } from 'node:crypto';
import { open, readFile, rm, stat, unlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { ageMs } from '../age.ts';
import type { Clock } from '../ports.ts';
import { errnoOf, ifThere, inDirectory, onDisk } from '../disk.ts';
import { wait } from '../wait.ts';
import { isDead, ownerSchema, thisProcess } from './owner.ts';

/** A lease without a heartbeat for this long may be taken over. */
export const LEASE_MS = 15_000;
const HEARTBEAT_MS = 5000;
/** A lease is empty between its creation and its first line; a process that dies in that moment is not waited for long. */
const UNWRITTEN_MS = 3000;

const leaseSchema = v.object({ id: v.pipe(v.string(), v.regex(/^[\w-]{1,36}$/)), owner: ownerSchema });

/** How often another window's download is checked. */
const WAIT_MS = 200;

interface Waiting<T> {
  readonly signal: AbortSignal;
  readonly onWaiting: () => void;
  /** Checks whether another holder has produced the result. */
  readonly look: () => Promise<T | undefined>;
}

/** A lease in use. */
export interface Lease {
  /** Releases it, unless another process has taken it over. Never throws: it expires by itself. */
  release(): Promise<void>;
}

/**
 * Files that announce "this key is being fetched". They only prevent duplicate work: two holders of one lease do no harm.
 * The file's time is the heartbeat.
 */
export class Leases {
  readonly #directory: string;
  readonly #clock: Clock;

  constructor(directory: string, clock: Clock) {
    this.#directory = directory;
    this.#clock = clock;
  }

  /**
   * Returns either the lease of a key, or what `look` finds while another holder has it. Rejects with the signal's reason on
   * abort.
   * @throws EngineError `storage`
   */
  async acquire<T>(key: string, { signal, onWaiting, look }: Waiting<T>): Promise<{ lease?: Lease; found?: T }> {
    for (;;) {
      const lease = await this.tryAcquire(key);
      if (lease) return { lease };
      onWaiting();
      await wait(this.#clock, WAIT_MS, signal);
      const found = await look();
      if (found !== undefined) return { found };
    }
  }

  /** Returns the lease of a key, or `undefined` while another holder has it. @throws EngineError `storage` */
  tryAcquire(key: string): Promise<Lease | undefined> {
    const path = join(this.#directory, key);
    return onDisk(path, async () => {
      const id = randomUUID();
      if (await inDirectory(this.#directory, () => this.#create(path, id))) return this.#hold(path, id);
      const expired = await this.#expired(path);
      if (expired === undefined) return undefined;
      return (await this.#takeOver(path, expired, id)) ? this.#hold(path, id) : undefined;
    });
  }

  /** If several find the same lease expired, the first to claim it makes the next one. */
  async #takeOver(path: string, expired: string, id: string): Promise<boolean> {
    const claim = `${path}.${expired}`;
    if (!(await this.#create(claim, id))) {
      // One that claimed it and died must not keep it for good.
      if ((await this.#expired(claim)) !== undefined) await rm(claim, { force: true });
      return false;
    }
    try {
      // A claim that comes late finds another lease in its place.
      if ((await this.#expired(path)) !== expired) return false;
      await rm(path, { force: true });
      return await this.#create(path, id);
    } finally {
      await rm(claim, { force: true });
    }
  }

  async #create(path: string, id: string): Promise<boolean> {
    const file = await open(path, 'wx', 0o600).catch((error: unknown) => {
      if (errnoOf(error) === 'EEXIST') return undefined;
      throw error;
    });
    if (!file) return false;
    try {
      await file.writeFile(JSON.stringify({ id, owner: thisProcess() }));
      await this.#beat(path);
      return true;
    } catch (error) {
      // A half-written lease would block like a complete one.
      await rm(path, { force: true }).catch(() => undefined);
      throw error;
    } finally {
      await file.close();
    }
  }

  /** Identifies an expired lease; `undefined` while it is held, and if there is none. */
  async #expired(path: string): Promise<string | undefined> {
    const found = await ifThere(() => stat(path));
    if (!found) return undefined;
    const silentMs = ageMs(this.#clock.now(), found.mtimeMs);
    const lease = await this.#read(path);
    const isHeld = lease ? silentMs < LEASE_MS && !isDead(lease.owner) : silentMs < UNWRITTEN_MS;
    return isHeld ? undefined : (lease?.id ?? 'unreadable');
  }

  async #read(path: string): Promise<v.InferOutput<typeof leaseSchema> | undefined> {
    try {
      return v.parse(leaseSchema, JSON.parse(await readFile(path, 'utf8')));
    } catch {
      return undefined;
    }
  }

  #hold(path: string, id: string): Lease {
    let disarm = (): void => undefined;
    const heldSince = this.#clock.now();
    const mine = async (): Promise<boolean> => (await this.#read(path))?.id === id;
    const arm = (): void => {
      disarm = this.#clock.after(HEARTBEAT_MS, () => {
        void mine()
          .then((still) => (still ? this.#beat(path) : undefined))
          .catch(() => undefined);
        arm();
      });
    };
    arm();
    return {
      release: async () => {
        disarm();
        // A lease this young is not taken over.
        const isYoung = ageMs(this.#clock.now(), heldSince) < LEASE_MS / 2;
        if (isYoung || (await mine())) await unlink(path).catch(() => undefined);
      },
    };
  }

  async #beat(path: string): Promise<void> {
    const seconds = this.#clock.now() / 1000;
    await ifThere(() => utimes(path, seconds, seconds));
  }
}
