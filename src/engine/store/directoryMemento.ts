import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Memento } from '../ports.ts';

interface Loaded {
  readonly stamp: string;
  readonly entry: { readonly key: string; readonly value: unknown } | undefined;
}

/** Files looked at side by side: enough to be quick, few enough never to run out of file handles. */
const BATCH = 64;

/**
 * A `Memento` whose entries are files: one file a key, each replaced as a whole by rename. There is no lock and nothing
 * shared but the directory, so windows and processes never lose each other's keys; of two writers of one key the last
 * wins. `get` and `keys` answer from memory, as the shape wants it; `refresh` brings memory up to the disk.
 *
 * A file that cannot be read or parsed counts as absent and hides no other.
 */
export class DirectoryMemento implements Memento {
  readonly #directory: string;
  readonly #files = new Map<string, Loaded>();
  #writing: Promise<unknown> = Promise.resolve();

  private constructor(directory: string) {
    this.#directory = directory;
  }

  /** Makes the directory when it is missing and reads it. Rejects with the file system's error. */
  static async open(directory: string): Promise<DirectoryMemento> {
    await mkdir(directory, { recursive: true });
    const memento = new DirectoryMemento(directory);
    await memento.refresh();
    return memento;
  }

  keys(): readonly string[] {
    return [...this.#files.values()].flatMap(({ entry }) => (entry ? [entry.key] : []));
  }

  get<T>(key: string): T | undefined {
    const entry = this.#files.get(fileName(key))?.entry;
    return entry?.key === key ? (structuredClone(entry.value) as T) : undefined;
  }

  /** Resolves when the file is in place: another process sees it from then on. */
  update(key: string, value: unknown): Promise<void> {
    const text = value === undefined ? undefined : JSON.stringify({ key, value });
    const run = this.#writing.then(() => this.#write(fileName(key), text));
    this.#writing = run.catch(() => undefined);
    return run;
  }

  /**
   * Brings memory up to the disk: one key, or all. Every file is looked at (time, size and inode), not the directory's
   * time, which is too coarse on some file systems and says nothing of a file replaced within one tick.
   */
  async refresh(key?: string): Promise<void> {
    if (key !== undefined) return this.#read(fileName(key));
    const names = (await readdir(this.#directory)).filter((name) => name.endsWith('.json'));
    const present = new Set(names);
    for (const name of this.#files.keys()) if (!present.has(name)) this.#files.delete(name);
    for (let start = 0; start < names.length; start += BATCH) {
      await Promise.all(names.slice(start, start + BATCH).map((name) => this.#read(name)));
    }
  }

  async #read(name: string): Promise<void> {
    const path = join(this.#directory, name);
    try {
      const { mtimeMs, size, ino } = await stat(path);
      const stamp = `${mtimeMs} ${size} ${ino}`;
      if (this.#files.get(name)?.stamp === stamp) return;
      this.#files.set(name, { stamp, entry: parse(await readFile(path, 'utf8'), name) });
    } catch {
      this.#files.delete(name);
    }
  }

  async #write(name: string, text: string | undefined): Promise<void> {
    const path = join(this.#directory, name);
    if (text === undefined) {
      await rm(path, { force: true });
    } else {
      const temporary = join(this.#directory, `${name}.${randomUUID()}.tmp`);
      try {
        await writeFile(temporary, text, { flush: true });
        await rename(temporary, path);
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    }
    await this.#read(name);
  }
}

/** Keys are any text; file names are their hash, the same on case-insensitive systems and never too long. */
function fileName(key: string): string {
  return /^[0-9a-f]{64}$/.test(key) ? `${key}.json` : `k${createHash('sha256').update(key).digest('hex')}.json`;
}

function parse(text: string, name: string): { key: string; value: unknown } | undefined {
  try {
    const entry = JSON.parse(text) as { key?: unknown; value?: unknown };
    return typeof entry.key === 'string' && fileName(entry.key) === name
      ? { key: entry.key, value: entry.value }
      : undefined;
  } catch {
    return undefined;
  }
}
