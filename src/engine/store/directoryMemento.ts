import { rm, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { ageMs } from '../age.ts';
import {
  busy,
  ifThere,
  inDirectory,
  listNames,
  makeDirectory,
  namesChangedAt,
  onDisk,
  syncDirectory,
} from '../disk.ts';
import type { EngineError } from '../errors.ts';
import type { Clock, Memento } from '../ports.ts';
import { systemClock } from '../systemClock.ts';
import { KeyedMutex } from '../keyedMutex.ts';
import { ENTRY_NAME, TICK_MS, createEntry, entryName, keyOf, lookAt, writeEntry } from './entryFile.ts';
import type { Loaded, Unread } from './entryFile.ts';
import { EntryLock, LockLost } from './entryLock.ts';

/** How many files are read at once: enough to be quick, few enough never to run out of file handles. */
const BATCH = 64;
const DAY_MS = 24 * 60 * 60 * 1000;
/** A temporary file or a lock this old was left by a process that died. */
const LEFTOVER_MS = 60 * 60 * 1000;
/** How often work on an entry is tried before it fails. */
const MAX_TRIES = 3;

/**
 * A `Memento` whose entries are files: one file for each key, replaced atomically by rename. Only the directory is shared,
 * so windows and processes never lose each other's keys; of two writers of one key the last wins, except for those that
 * write `exclusively`. `get` and `keys` return from memory, as the interface requires; `refresh` updates memory from the
 * disk.
 *
 * The first `refresh` or `update` removes what killed processes left, and `update` makes the directory. If that fails, so does
 * the call, and the next one tries again. A missing directory counts as empty, and the next write makes it again. A file
 * that cannot be read or is no entry never counts as absent: `refresh` of its key rejects, `unreadable` lists it, and `get`
 * returns its last readable contents.
 */
export class DirectoryMemento implements Memento {
  readonly #directory: string;
  readonly #clock: Clock;
  readonly #isDurable: boolean;
  readonly #files = new Map<string, Loaded | Unread>();
  /** The value for `get`. */
  readonly #values = new Map<string, unknown>();
  readonly #looks = new KeyedMutex();
  readonly #writes = new KeyedMutex();
  readonly #updates = new KeyedMutex();
  /** The locks of this process, by file name. */
  readonly #locks = new Map<string, EntryLock>();
  #ready: Promise<void> | undefined;
  #tidied: Promise<void> | undefined;
  /** The directory's time at the last full refresh, if it proves that nothing changed since. */
  #provenMs: number | undefined;

  /** `isDurable`: once an update resolves, a power cut does not undo it; that costs another sync. @default false */
  constructor(directory: string, clock: Clock = systemClock, { isDurable = false } = {}) {
    this.#directory = directory;
    this.#clock = clock;
    this.#isDurable = isDurable;
  }

  /** Returns a memento that has read its directory. @throws EngineError `storage` */
  static async open(directory: string, clock?: Clock): Promise<DirectoryMemento> {
    const memento = new DirectoryMemento(directory, clock);
    await memento.refresh();
    return memento;
  }

  keys(): readonly string[] {
    return [...this.#files.values()].map(keyOf).filter((key) => key !== undefined);
  }

  /** The value, frozen; the same object as long as its file stays the same. */
  get<T>(key: string): T | undefined {
    return this.#values.get(key) as T | undefined;
  }

  unreadable(): readonly EngineError<'storage'>[] {
    return [...this.#files.values()].flatMap((file) => ('problem' in file ? [file.problem] : []));
  }

  pathOf(key: string): string {
    return join(this.#directory, entryName(key));
  }

  /** Resolves once the file is in place and visible to other processes. @throws EngineError `storage` */
  update(key: string, value: unknown): Promise<void> {
    const text = value === undefined ? undefined : JSON.stringify({ key, value });
    const name = entryName(key);
    return this.#writes.run(name, () => this.#open().then(() => this.#write(name, text)));
  }

  /** See `Memento`. A power cut may undo it. */
  create(key: string, value: unknown): Promise<boolean> {
    const name = entryName(key);
    const path = join(this.#directory, name);
    return this.#writes.run(name, async () => {
      await this.#open();
      const loaded = await onDisk(path, () => createEntry(path, JSON.stringify({ key, value })));
      if (loaded) await this.#looks.run(name, () => this.#keep(name, loaded));
      return loaded !== undefined;
    });
  }

  /**
   * Runs work on an entry while no other call, in any process, does so for the same key: what it reads with `refresh` and
   * `get` is what `update` replaces. It starts again if this process was suspended for so long that another one took over,
   * so it must be repeatable.
   * @throws EngineError `storage`, and what `work` throws
   */
  exclusively<T>(key: string, work: () => Promise<T>): Promise<T> {
    const name = entryName(key);
    return this.#updates.run(name, async () => {
      await this.#open();
      for (let tries = 1; ; tries += 1) {
        try {
          return await this.#locked(name, work);
        } catch (error) {
          if (!(error instanceof LockLost)) throw error;
          if (tries === MAX_TRIES) throw busy(join(this.#directory, name), error);
        }
      }
    });
  }

  async #locked<T>(name: string, work: () => Promise<T>): Promise<T> {
    const path = join(this.#directory, `${name}.lock`);
    const lock = await onDisk(path, () => inDirectory(this.#directory, () => EntryLock.take(path)));
    this.#locks.set(name, lock);
    try {
      return await work();
    } finally {
      this.#locks.delete(name);
      await lock.release();
    }
  }

  /**
   * Updates memory from the disk: one key by checking its file, or all. Every write renames a file into the directory and
   * thus changes the directory's time; while that is unchanged, and was old enough when it was read, nothing has to be
   * checked. A full refresh ends soon after an abort, with the signal's reason.
   * @throws EngineError `storage`, for one key also if its file exists but cannot be read or is no entry
   */
  async refresh(key?: string, signal?: AbortSignal): Promise<void> {
    await this.#tidy();
    if (key === undefined) return this.#refreshAll(signal);
    const name = entryName(key);
    await this.#read(name);
    const file = this.#files.get(name);
    if (!file || !('problem' in file)) return;
    this.#keep(name, { ...file, key });
    throw file.problem;
  }

  async #refreshAll(signal: AbortSignal | undefined): Promise<void> {
    const startedAt = this.#clock.now();
    const modifiedAt = await onDisk(this.#directory, () => namesChangedAt(this.#directory));
    if (modifiedAt !== undefined && modifiedAt === this.#provenMs) return;
    const listed = modifiedAt === undefined ? [] : await this.#list(ENTRY_NAME);
    // Including those in memory: an unlisted one may have been written since.
    const names = [...new Set([...listed, ...this.#files.keys()])];
    for (let start = 0; start < names.length; start += BATCH) {
      signal?.throwIfAborted();
      await Promise.all(names.slice(start, start + BATCH).map((name) => this.#read(name)));
    }
    const settled = modifiedAt !== undefined && isSettled(modifiedAt, startedAt);
    // An unreadable file may become readable without a change of the directory.
    this.#provenMs = settled && this.unreadable().length === 0 ? modifiedAt : undefined;
  }

  async #open(): Promise<void> {
    const isReady = await this.#ready?.then(
      () => true,
      () => false,
    );
    // Another call's failed attempt may have begun before the obstacle was removed.
    if (!isReady) await this.#makeReady();
  }

  #makeReady(): Promise<void> {
    this.#ready ??= onDisk(this.#directory, () => makeDirectory(this.#directory))
      .then(() => this.#tidy())
      .catch((error: unknown) => {
        this.#ready = undefined;
        throw error;
      });
    return this.#ready;
  }

  /** Once, before the first read or write. */
  #tidy(): Promise<void> {
    this.#tidied ??= this.#dropLeftovers().catch((error: unknown) => {
      this.#tidied = undefined;
      throw error;
    });
    return this.#tidied;
  }

  #list(pattern: RegExp): Promise<readonly string[]> {
    return onDisk(this.#directory, async () => {
      const names = await listNames(this.#directory);
      return names.filter((name) => pattern.test(name));
    });
  }

  /** Checks one file, one check after another, so that an older result never replaces a newer one. */
  #read(name: string): Promise<void> {
    return this.#looks.run(name, () => this.#load(name));
  }

  async #load(name: string): Promise<void> {
    const file = await lookAt(join(this.#directory, name), this.#files.get(name), this.#clock);
    this.#keep(name, file);
  }

  #keep(name: string, file: Loaded | Unread | undefined): void {
    const before = this.#files.get(name);
    if (file === before) return;
    if (before?.entry) this.#values.delete(before.entry.key);
    if (file?.entry) this.#values.set(file.entry.key, file.entry.value);
    if (file) this.#files.set(name, file);
    else this.#files.delete(name);
  }

  /** Its own writes need not be read back. */
  #write(name: string, text: string | undefined): Promise<void> {
    const path = join(this.#directory, name);
    const mayReplace = async (): Promise<void> => this.#locks.get(name)?.assertHeld();
    return onDisk(path, async () => {
      if (text === undefined) {
        await mayReplace();
        const isGone = await ifThere(() => unlink(path).then(() => true));
        if (isGone && this.#isDurable) await syncDirectory(this.#directory);
        return this.#looks.run(name, () => this.#keep(name, undefined));
      }
      const loaded = await writeEntry(path, text, { clock: this.#clock, mayReplace, isDurable: this.#isDurable });
      return this.#looks.run(name, () => this.#keep(name, loaded));
    });
  }

  async #dropLeftovers(): Promise<void> {
    for (const name of await this.#list(/\.(?:tmp|lock)$/)) {
      const path = join(this.#directory, name);
      const found = await stat(path).catch(() => undefined);
      if (found && ageMs(this.#clock.now(), found.mtimeMs) > LEFTOVER_MS)
        await rm(path, { force: true }).catch(() => undefined);
    }
  }
}

/**
 * Whether any later change shows in the directory's time. The clock of another machine that wrote it may be ahead of this
 * one, but not by a day.
 */
function isSettled(modifiedAt: number, now: number): boolean {
  return now - modifiedAt > TICK_MS || modifiedAt - now > DAY_MS;
}
