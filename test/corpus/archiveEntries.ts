import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import type { Stats } from 'node:fs';
import path from 'node:path';
import { THIS_SYSTEM } from '../support/thisSystem.ts';

export interface ExpectedEntry {
  readonly type: 'file' | 'dir' | 'symlink';
  readonly sha256?: string;
  readonly size?: number;
  /** In octal; `null` for any mode. */
  readonly mode?: string | null;
  readonly target?: string;
  readonly hardlinkTo?: string;
}

type Expectation = 'ok' | 'reject' | 'either';

export interface ArchiveCase {
  readonly id: string;
  readonly file: string;
  readonly expect: 'ok' | 'reject';
  readonly either?: boolean;
  readonly expectOn?: Readonly<Partial<Record<NodeJS.Platform, Expectation>>> | null;
  /** Relative to where the archive is unpacked, or absolute. */
  readonly must_not_exist: readonly string[];
  /** Must hold if the archive is accepted. `<output>` is the only file of a format without names. */
  readonly entries_expected: Readonly<Record<string, ExpectedEntry>>;
  readonly stripPrefix?: string;
  readonly modeAlso?: readonly string[];
  readonly forbiddenModeBits?: string | number;
  readonly mustNotChown?: boolean;
  readonly maxSeconds?: number;
  readonly maxOutputBytes?: number;
  readonly maxMemoryBytes?: number;
}

const KEPT_BITS = 0o7777;
const NEVER = 0o7022;

/** What is wrong with the unpacked entries. */
export async function checkEntries(target: string, one: ArchiveCase, stripped: boolean): Promise<readonly string[]> {
  const faults: string[] = [];
  const prefix = stripped ? `${one.stripPrefix}/` : '';
  for (const [name, expected] of Object.entries(one.entries_expected)) {
    if (!name.startsWith(prefix)) continue;
    const inside = name === '<output>' ? ((await readdir(target))[0] ?? '') : name.slice(prefix.length);
    const place = path.join(target, inside);
    const found = await lstat(place).catch(() => undefined);
    const wrong = found ? await checkEntry(place, found, { expected, one }) : ['missing'];
    faults.push(...wrong.map((fault) => `${name}: ${fault}`));
  }
  for (const entry of await readdir(target, { recursive: true, withFileTypes: true })) {
    const stats = await lstat(path.join(entry.parentPath, entry.name));
    faults.push(...forbidden(stats, one).map((fault) => `${entry.name}: ${fault}`));
  }
  return faults;
}

async function checkEntry(
  place: string,
  found: Stats,
  { expected, one }: { expected: ExpectedEntry; one: ArchiveCase },
): Promise<readonly string[]> {
  const type = found.isSymbolicLink() ? 'symlink' : found.isDirectory() ? 'dir' : found.isFile() ? 'file' : 'other';
  if (type !== expected.type) return [`is a ${type}`];
  const faults: string[] = [];
  if (expected.target !== undefined && (await readlink(place)) !== expected.target) faults.push('leads elsewhere');
  if (type === 'file') {
    const bytes = await readFile(place);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    if (expected.sha256 !== undefined && sha256 !== expected.sha256) faults.push('has other bytes');
    if (expected.size !== undefined && bytes.length !== expected.size) faults.push(`has ${bytes.length} bytes`);
  }
  const mode = (found.mode & KEPT_BITS).toString(8).padStart(4, '0');
  const modes = [expected.mode, ...(one.modeAlso ?? [])];
  const matters = THIS_SYSTEM.permissions && typeof expected.mode === 'string';
  if (matters && !modes.includes(mode)) faults.push(`has the mode ${mode}`);
  return faults;
}

/** The rights and owners that no entry may have, expected or not. */
function forbidden(stats: Stats, { forbiddenModeBits = 0, mustNotChown }: ArchiveCase): readonly string[] {
  if (!THIS_SYSTEM.permissions || stats.isSymbolicLink()) return [];
  const bits =
    NEVER | (typeof forbiddenModeBits === 'string' ? Number.parseInt(forbiddenModeBits, 8) : forbiddenModeBits);
  const owned = stats.uid === process.getuid?.() && stats.gid === process.getgid?.();
  return [
    ...((stats.mode & bits) === 0 ? [] : [`has the mode ${stats.mode.toString(8)}`]),
    ...(mustNotChown && !owned ? [`belongs to ${stats.uid}:${stats.gid}`] : []),
  ];
}
