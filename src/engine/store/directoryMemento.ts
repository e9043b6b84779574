import { hash, randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { open, readdir, rm, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { ageMs } from '../age.ts';
import { ifThere, inDirectory, makeDirectory, notUnderstood, onDisk, replaceFile, whileBusy } from '../disk.ts';
import { isEngineError } from '../errors.ts';
import type { EngineError } from '../errors.ts';
import type { Clock, Memento } from '../ports.ts';
import { systemClock } from '../systemClock.ts';
import { Turns } from '../turns.ts';

interface Entry {
  readonly key: string;
  readonly value: unknown;
}

/** What is known of a file. */
interface Loaded {
  /** Differs between two states of one file, but for those within a tick. */
  readonly stamp: string;
  /** Read so soon after its last change that another change might have left the stamp as it is. */
  readonly racy: boolean;
  readonly entry: Entry;
}

/** A file that is there and could not be read. */
interface Unread {
  readonly problem: EngineError<'storage'>;
  /** Where somebody asked for it, or it could be read before. */
  readonly key: string | undefined;
  /** What it held when it could last be read. */
  readonly entry: Entry | undefined;
}

/** Files looked at side by side: enough to be quick, few enough never to run out of file handles. */
const BATCH = 64;
/** Two changes may carry one time when they are closer than this: file systems tick up to 2 s apart, and clocks differ. */
const TICK_MS = 5000;
const DAY_MS = 24 * 60 * 60 * 1000;
/** A temporary file this old was left by a process that died. */
const LEFTOVER_MS = 60 * 60 * 1000;
const ENTRY_NAME = /^[0-9a-f]{64}\.json$/;

/**
 * A `Memento` whose entries are files: one file a key, each replaced as a whole by rename. There is no lock and nothing
 * shared but the directory, so windows and processes never lose each other's keys; of two writers of one key the last
 * wins. `get` and `keys` answer from memory, as the shape wants it; `refresh` brings memory up to the disk.
 *
 * Nothing is touched before the first `refresh` or `update`, which makes the directory; where that fails, so does the
 * call, and the next one tries again. A directory that was removed counts as empty and is made again by the next write. A
 * file that cannot be read or is no entry is never taken for absent: `refresh` of its key rejects, `unreadable` tells of
 * it, and `get` gives what it held when it could last be read.
 */
export class DirectoryMemento implements Memento {
  readonly #directory: string;
  readonly #clock: Clock;
  readonly #files = new Map<string, Loaded | Unread>();
  readonly #looks = new Turns();
  readonly #writes = new Turns();
  #ready: Promise<void> | undefined;
  /** The directory's time at the last full refresh, where it proves that nothing changed since. */
  #provenMs: number | undefined;

  constructor(directory: string, clock: Clock = systemClock) {
    this.#directory = directory;
    this.#clock = clock;
  }

  /** One that knows already what is in its directory. @throws EngineError `storage` */
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
    return this.#files.get(fileName(key))?.entry?.value as T | undefined;
  }

  unreadable(): readonly EngineError<'storage'>[] {
    return [...this.#files.values()].flatMap((file) => ('problem' in file ? [file.problem] : []));
  }

  pathOf(key: string): string {
    return join(this.#directory, fileName(key));
  }

  /** Resolves when the file is in place: another process sees it from then on. @throws EngineError `storage` */
  update(key: string, value: unknown): Promise<void> {
    const text = value === undefined ? undefined : JSON.stringify({ key, value });
    const name = fileName(key);
    return this.#writes.take(name, () => this.#open().then(() => this.#write(name, text)));
  }

  /**
   * Brings memory up to the disk: one key with one look at its file, or all. Every write renames a file into the
   * directory and so moves the directory's time; while that stands still, and was not too young when it was read, there
   * is nothing to look at.
   * @throws EngineError `storage`, for one key also when its file is there and cannot be read or is no entry
   */
  async refresh(key?: string): Promise<void> {
    await this.#open();
    if (key === undefined) return this.#refreshAll();
    const name = fileName(key);
    await this.#read(name);
    const file = this.#files.get(name);
    if (!file || !('problem' in file)) return;
    this.#files.set(name, { ...file, key });
    throw file.problem;
  }

  async #refreshAll(): Promise<void> {
    const startedAt = this.#clock.now();
    const modifiedAt = await this.#modifiedAt();
    if (modifiedAt !== undefined && modifiedAt === this.#provenMs) return;
    // Those in memory too: what is not listed may have been written since.
    const names = [...new Set([...(await this.#list(ENTRY_NAME)), ...this.#files.keys()])];
    for (let start = 0; start < names.length; start += BATCH) {
      await Promise.all(names.slice(start, start + BATCH).map((name) => this.#read(name)));
    }
    const settled = modifiedAt !== undefined && isSettled(modifiedAt, startedAt);
    // What could not be read may be readable a moment later, without a change of the directory.
    this.#provenMs = settled && this.unreadable().length === 0 ? modifiedAt : undefined;
  }

  #open(): Promise<void> {
    this.#ready ??= onDisk(this.#directory, () => makeDirectory(this.#directory))
      .then(() => this.#dropLeftovers())
      .catch((error: unknown) => {
        this.#ready = undefined;
        throw error;
      });
    return this.#ready;
  }

  #modifiedAt(): Promise<number | undefined> {
    return onDisk(this.#directory, async () => (await ifThere(() => stat(this.#directory)))?.mtimeMs);
  }

  #list(pattern: RegExp): Promise<readonly string[]> {
    return onDisk(this.#directory, async () => {
      const names = (await ifThere(() => readdir(this.#directory))) ?? [];
      return names.filter((name) => pattern.test(name));
    });
  }

  /** Looks at one file, one look after another, so that an older one never has the last word. */
  #read(name: string): Promise<void> {
    return this.#looks.take(name, () => this.#load(name));
  }

  async #load(name: string): Promise<void> {
    const file = await this.#look(name, this.#files.get(name));
    if (file) this.#files.set(name, file);
    else this.#files.delete(name);
  }

  /** What there is to know of a file now, or `undefined` when it is gone. */
  async #look(name: string, before: Loaded | Unread | undefined): Promise<Loaded | Unread | undefined> {
    const path = join(this.#directory, name);
    const known = before && 'stamp' in before ? before : undefined;
    const isUnchanged = async (): Promise<boolean> => stampOf(await stat(path)) === known?.stamp;
    const look = async (): Promise<Loaded> =>
      known && !known.racy && (await isUnchanged()) ? known : this.#readFile(path, name);
    try {
      return await onDisk(path, () => ifThere(() => whileBusy(this.#clock, look)));
    } catch (error) {
      if (!isEngineError(error, 'storage')) throw error;
      // A young file is read again to be sure; where that fails, nothing says that it changed.
      if (await isUnchanged().catch(() => false)) return known;
      return { problem: error, key: before && keyOf(before), entry: before?.entry };
    }
  }

  /** Stamp and entry of one and the same file, whatever takes its place meanwhile. @throws EngineError where it is none */
  async #readFile(path: string, name: string): Promise<Loaded> {
    const file = await open(path, 'r');
    try {
      const found = await file.stat();
      const racy = ageMs(this.#clock.now(), found.mtimeMs) < TICK_MS;
      const bytes = Buffer.allocUnsafe(found.size);
      const { bytesRead } = await file.read(bytes, 0, found.size, 0);
      const entry = parse(bytes.toString('utf8', 0, bytesRead), name);
      if (!entry) throw notUnderstood(path);
      return { stamp: stampOf(found), racy, entry };
    } finally {
      await file.close();
    }
  }

  /** What it wrote itself, it need not read. */
  #write(name: string, text: string | undefined): Promise<void> {
    const path = join(this.#directory, name);
    return onDisk(path, async () => {
      if (text === undefined) {
        await ifThere(() => unlink(path));
        return this.#looks.take(name, () => void this.#files.delete(name));
      }
      const stamp = await this.#replace(path, text);
      const loaded = { stamp, racy: true, entry: parse(text, name) as Entry };
      return this.#looks.take(name, () => void this.#files.set(name, loaded));
    });
  }

  async #replace(path: string, text: string): Promise<string> {
    const temporary = `${path}.${randomUUID()}.tmp`;
    try {
      const file = await inDirectory(this.#directory, () => open(temporary, 'wx', 0o600));
      let stamp;
      try {
        await file.writeFile(text);
        await file.sync();
        stamp = stampOf(await file.stat());
      } finally {
        await file.close();
      }
      await replaceFile(temporary, path, this.#clock);
      return stamp;
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw error;
    }
  }

  async #dropLeftovers(): Promise<void> {
    for (const name of await this.#list(/\.tmp$/)) {
      const path = join(this.#directory, name);
      const found = await stat(path).catch(() => undefined);
      if (found && ageMs(this.#clock.now(), found.mtimeMs) > LEFTOVER_MS)
        await rm(path, { force: true }).catch(() => undefined);
    }
  }
}

/**
 * Whether any later change shows in the directory's time. The clock of another machine, which wrote it, may be ahead of
 * this one, but not by a day.
 */
function isSettled(modifiedAt: number, now: number): boolean {
  return now - modifiedAt > TICK_MS || modifiedAt - now > DAY_MS;
}

function keyOf(file: Loaded | Unread): string | undefined {
  return 'problem' in file ? file.key : file.entry.key;
}

function stampOf({ mtimeMs, size, ino }: Stats): string {
  return `${mtimeMs} ${size} ${ino}`;
}

/** Keys are any text; file names are their hash, the same on case-insensitive systems and never too long. */
function fileName(key: string): string {
  return `${hash('sha256', key)}.json`;
}

function parse(text: string, name: string): Entry | undefined {
  try {
    const entry = JSON.parse(text) as { key?: unknown; value?: unknown };
    return typeof entry.key === 'string' && 'value' in entry && fileName(entry.key) === name
      ? { key: entry.key, value: freeze(entry.value) }
      : undefined;
  } catch {
    return undefined;
  }
}

/** All the way down. */
function freeze(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  for (const part of Object.values(value)) freeze(part);
  return Object.freeze(value);
}
