import { chmod, readdir, stat, unlink, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Clock } from '../ports.ts';
import type { StrongAlgorithm } from '../evidence.ts';
import { Quarantine } from './quarantine.ts';
import { Digester } from './digester.ts';
import { ifThere, inDirectory, isBusy, listNames, onDisk, openExisting, replaceFile, whileBusy } from '../disk.ts';
import { blobPath } from './cacheLayout.ts';
import type { CacheLayout } from './cacheLayout.ts';

export interface BlobStat {
  readonly sizeBytes: number;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
  /** A different inode is a different file. */
  readonly inode: number;
}

/** Files by the SHA-256 of their bytes. A blob appears whole, by rename, and is never changed afterwards. */
export class BlobStore {
  /** Holds blobs that failed a check. */
  readonly quarantine: Quarantine;
  readonly #layout: CacheLayout;
  readonly #clock: Clock;

  constructor(layout: CacheLayout, clock: Clock) {
    this.quarantine = new Quarantine(layout.quarantine, clock);
    this.#layout = layout;
    this.#clock = clock;
  }

  get root(): string {
    return this.#layout.blobs;
  }

  path(sha256: string): string {
    return blobPath(this.#layout, sha256);
  }

  /** `undefined` when there is no such blob. @throws EngineError `storage` */
  stat(sha256: string): Promise<BlobStat | undefined> {
    const path = this.path(sha256);
    return onDisk(path, async () => {
      const found = await ifThere(() => stat(path));
      return found?.isFile() ? { sizeBytes: found.size, modifiedAt: found.mtimeMs, inode: found.ino } : undefined;
    });
  }

  /**
   * Moves a finished, synced file on the same volume to the blob of its digest. It replaces an older copy, unless that is
   * open elsewhere and just as good. The name is not synced: after a power cut, a file that was just downloaded may be gone,
   * with its record or without, and is downloaded again. The blob's time becomes now, so that a later change by others
   * shows.
   * @returns whether the file was moved; if not, it is still there
   * @throws EngineError `storage`
   */
  async publish(file: string, sha256: string): Promise<boolean> {
    const path = this.path(sha256);
    return onDisk(path, async () => {
      const seconds = this.#clock.now() / 1000;
      await utimes(file, seconds, seconds);
      try {
        await inDirectory(dirname(path), () => replaceFile(file, path, this.#clock));
      } catch (error) {
        if (!isBusy(error) || !(await this.#isGood(sha256))) throw error;
        await utimes(path, seconds, seconds).catch(() => undefined);
        return false;
      }
      // Only now, because a download interrupted earlier writes to it again. A mere guard; some volumes have no permissions.
      await chmod(path, 0o444).catch(() => undefined);
      return true;
    });
  }

  async #isGood(sha256: string): Promise<boolean> {
    const found = await this.digest(sha256, ['sha256'], new AbortController().signal).catch(() => undefined);
    return found?.sha256 === sha256;
  }

  /** The digests of a blob's bytes as they are now, or `undefined` when it is gone. @throws EngineError `storage` */
  digest(
    sha256: string,
    algorithms: readonly StrongAlgorithm[],
    signal: AbortSignal,
    onRead?: (bytes: number) => void,
  ): Promise<Partial<Record<StrongAlgorithm, string>> | undefined> {
    const path = this.path(sha256);
    return onDisk(path, async () => {
      const file = await ifThere(() => openExisting(path));
      if (!file) return undefined;
      try {
        const digester = new Digester(algorithms);
        await digester.addFile(file, signal, onRead);
        return digester.digests();
      } finally {
        await file.close();
      }
    });
  }

  /** Resets the time of a blob that looked modified but proved intact, so that it is not checked again. */
  async settle(sha256: string, at: number): Promise<void> {
    // Where setting the time is not allowed, the blob is checked again next time.
    await utimes(this.path(sha256), at / 1000, at / 1000).catch(() => undefined);
  }

  /**
   * Removes a blob and returns the bytes freed: 0 if it is gone, or was published again after it was `seen`.
   * @throws EngineError `storage`
   */
  async remove(sha256: string, seen: BlobStat): Promise<number> {
    const found = await this.stat(sha256);
    if (!found || found.inode !== seen.inode || found.modifiedAt !== seen.modifiedAt) return 0;
    const path = this.path(sha256);
    await onDisk(path, () => ifThere(() => whileBusy(this.#clock, () => unlink(path))));
    return found.sizeBytes;
  }

  /** All blobs. A broken directory counts as empty. */
  async *list(): AsyncGenerator<string> {
    const shelves = await listNames(this.#layout.blobs);
    for (const shelf of shelves.filter((name) => /^[0-9a-f]{2}$/.test(name))) {
      const names = await readdir(join(this.#layout.blobs, shelf)).catch(() => []);
      yield* names.filter((name) => /^[0-9a-f]{64}$/.test(name) && name.startsWith(shelf));
    }
  }
}
