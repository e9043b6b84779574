import { hash, randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { link, open, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ageMs } from '../age.ts';
import {
  errnoOf,
  ifThere,
  inDirectory,
  isLinkless,
  notUnderstood,
  onDisk,
  replaceWith,
  syncName,
  whileBusy,
} from '../disk.ts';
import { isEngineError } from '../errors.ts';
import type { EngineError } from '../errors.ts';
import { readLimited } from '../limitedFile.ts';
import type { Clock } from '../ports.ts';

interface Entry {
  readonly key: string;
  readonly value: unknown;
}

/** The facts about a readable file. */
export interface Loaded {
  /** Differs between two states of a file, unless they are within one tick. */
  readonly stamp: string;
  /** Read so soon after its last change that another change might not alter the stamp. */
  readonly racy: boolean;
  readonly entry: Entry;
}

/** The facts about an existing but unreadable file. */
export interface Unread {
  readonly problem: EngineError<'storage'>;
  /** Set if its key was requested, or if it was readable before. */
  readonly key: string | undefined;
  /** Its last readable contents. */
  readonly entry: Entry | undefined;
}

/** Changes closer together than this may have the same time: file systems tick up to 2 s apart, and clocks differ. */
export const TICK_MS = 5000;
/** A record with all its evidence has some kilobytes. */
const MAX_ENTRY_BYTES = 4 * 1024 * 1024;
/** Names of files that hold an entry. */
export const ENTRY_NAME = /^[0-9a-f]{64}\.json$/;

/** Keys can be any text; file names are their hash, the same on case-insensitive systems and never too long. */
export function entryName(key: string): string {
  return `${hash('sha256', key)}.json`;
}

export function keyOf(file: Loaded | Unread): string | undefined {
  return 'problem' in file ? file.key : file.entry.key;
}

/** The current state of a file that was in the state `before`; `undefined` if it is gone. Never throws for its contents. */
export async function lookAt(
  path: string,
  before: Loaded | Unread | undefined,
  clock: Clock,
): Promise<Loaded | Unread | undefined> {
  const known = before && 'stamp' in before ? before : undefined;
  const isUnchanged = async (): Promise<boolean> => stampOf(await stat(path)) === known?.stamp;
  const look = async (): Promise<Loaded | undefined> =>
    known && !known.racy && (await isUnchanged()) ? known : read(path, clock);
  try {
    return await onDisk(path, () => ifThere(() => whileBusy(clock, look)));
  } catch (error) {
    if (!isEngineError(error, 'storage')) throw error;
    // A young file is read again to be sure; if that fails, nothing shows that it changed.
    if (await isUnchanged().catch(() => false)) return known;
    return { problem: error, key: before && keyOf(before), entry: before?.entry };
  }
}

/** The stamp and the entry of the same file, whatever replaces it meanwhile. */
async function read(path: string, clock: Clock): Promise<Loaded | undefined> {
  const file = await readLimited(path, MAX_ENTRY_BYTES);
  if (!file) return undefined;
  const entry = file.ok ? parse(file.bytes.toString('utf8')) : undefined;
  if (!file.ok || !entry || !path.endsWith(entryName(entry.key))) throw notUnderstood(path);
  const racy = ageMs(clock.now(), file.stats.mtimeMs) < TICK_MS;
  return { stamp: stampOf(file.stats), racy, entry };
}

interface WriteOptions {
  readonly clock: Clock;
  readonly mayReplace: () => Promise<void>;
  /** Whether a power cut right afterwards must not bring the old entry back. An entry is never half written in any case. */
  readonly isDurable: boolean;
}

/**
 * Writes an entry atomically, replacing the old one, and makes its directory if it is missing. `mayReplace` is called right
 * before and throws to prevent it. Returns the new state, which need not be read back.
 */
export async function writeEntry(
  path: string,
  text: string,
  { clock, mayReplace, isDurable }: WriteOptions,
): Promise<Loaded> {
  const stamp = await replaceWith(path, clock, async (temporary) => {
    const written = await writeStamped(temporary, text);
    await mayReplace();
    return written;
  });
  if (isDurable) await syncName(path);
  return { stamp, racy: true, entry: parse(text) as Entry };
}

/**
 * Writes an entry atomically where there is none: a link, unlike a rename, replaces nothing, so no lock is needed. Returns
 * the new state; `undefined` if there is an entry, or if the file system has no links.
 */
export async function createEntry(path: string, text: string): Promise<Loaded | undefined> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const stamp = await writeStamped(temporary, text);
    await link(temporary, path);
    return { stamp, racy: true, entry: parse(text) as Entry };
  } catch (error) {
    if (errnoOf(error) === 'EEXIST' || isLinkless(error)) return undefined;
    throw error;
  } finally {
    await unlink(temporary).catch(() => undefined);
  }
}

async function writeStamped(path: string, text: string): Promise<string> {
  const file = await inDirectory(dirname(path), () => open(path, 'wx', 0o600));
  try {
    await file.writeFile(text);
    await file.sync();
    return stampOf(await file.stat());
  } finally {
    await file.close();
  }
}

function stampOf({ mtimeMs, size, ino }: Stats): string {
  return `${mtimeMs} ${size} ${ino}`;
}

function parse(text: string): Entry | undefined {
  try {
    const entry = JSON.parse(text) as { key?: unknown; value?: unknown };
    const isEntry = typeof entry.key === 'string' && 'value' in entry;
    return isEntry ? { key: entry.key as string, value: freeze(entry.value) } : undefined;
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
