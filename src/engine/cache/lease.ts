import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Clock } from '../ports.ts';
import { errnoOf, ifThere, makeDirectory, onDisk } from '../disk.ts';
import { isDead, ownerSchema, thisProcess } from './owner.ts';

/** A lease that shows no life for this long is anybody's. */
export const LEASE_MS = 15_000;
const HEARTBEAT_MS = 5000;

const leaseSchema = v.object({ id: v.string(), owner: ownerSchema });

/** A lease that is held. */
export interface Lease {
  /** Gives it up; one that was taken over meanwhile is left alone. Never throws: it expires by itself. */
  release(): Promise<void>;
}

/**
 * Files that say "somebody is fetching this". They only save the same work from being done twice; nothing is wrong when
 * two hold the same one. The file's time is the heartbeat.
 */
export class Leases {
  readonly #directory: string;
  readonly #clock: Clock;

  constructor(directory: string, clock: Clock) {
    this.#directory = directory;
    this.#clock = clock;
  }

  /** The lease of a key, or `undefined` while somebody else holds it. @throws EngineError `storage` */
  tryAcquire(key: string): Promise<Lease | undefined> {
    const path = join(this.#directory, key);
    return onDisk(path, async () => {
      await makeDirectory(this.#directory);
      const id = randomUUID();
      if (await this.#create(path, id)) return this.#hold(path, id);
      if (await this.#isHeld(path)) return undefined;
      // Moved away under a name of its own, so that of several who find it expired only one makes the next, as a rule.
      const away = `${path}.${id}`;
      await ifThere(() => rename(path, away));
      await rm(away, { force: true });
      return (await this.#create(path, id)) ? this.#hold(path, id) : undefined;
    });
  }

  async #create(path: string, id: string): Promise<boolean> {
    const file = await open(path, 'wx').catch((error: unknown) => {
      if (errnoOf(error) === 'EEXIST') return undefined;
      throw error;
    });
    if (!file) return false;
    try {
      await file.writeFile(JSON.stringify({ id, owner: thisProcess() }));
      await this.#beat(path);
      return true;
    } catch (error) {
      // Half of one would be waited for like a whole one.
      await rm(path, { force: true }).catch(() => undefined);
      throw error;
    } finally {
      await file.close();
    }
  }

  async #isHeld(path: string): Promise<boolean> {
    const found = await ifThere(() => stat(path));
    if (!found) return false;
    const ageMs = Math.abs(this.#clock.now() - found.mtimeMs);
    const lease = await this.#read(path);
    // A lease is empty for the moment between its making and its first line.
    return ageMs < LEASE_MS && !(lease && isDead(lease.owner));
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
        if (await mine()) await rm(path, { force: true }).catch(() => undefined);
      },
    };
  }

  async #beat(path: string): Promise<void> {
    const seconds = this.#clock.now() / 1000;
    await ifThere(() => utimes(path, seconds, seconds));
  }
}
