import { because } from '../fitReason.ts';
import type { Dirent } from 'node:fs';
import { lstat, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { readFileHeader } from '../machine/fileHeader.ts';
import type { Machine } from '../machine/platform.ts';
import { proveFit } from '../machine/fitProof.ts';
import { beginsAs, isCalledAs } from './commandName.ts';
import type { NamingContext } from './commandName.ts';
import { canBeProgram, isInBin } from './executables.ts';
import type { ProgramCandidate } from './executables.ts';
import { inBatches, inTurns } from './inBatches.ts';

/** A file of an install, or a link to one. */
export interface ContentFile {
  /** Relative to the content, with `/`. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly executable: boolean;
  readonly isLink: boolean;
  /** The digest, if it was computed already. */
  readonly sha256?: string;
}

/** How many files are examined, uppermost first. */
const MAX_HEADERS = 5000;

/** All files, uppermost first; links only if they lead to a file. Rejects with the signal's reason on abort. */
export async function listContent(content: string, signal?: AbortSignal): Promise<readonly ContentFile[]> {
  const files: ContentFile[] = [];
  const directories = [content];
  // Directories found on the way are appended.
  for (const directory of directories) {
    signal?.throwIfAborted();
    const entries = await readdir(directory, { withFileTypes: true });
    directories.push(...entries.filter((entry) => entry.isDirectory()).map(({ name }) => path.join(directory, name)));
    const others = entries.filter((entry) => !entry.isDirectory());
    const found = await inBatches(others, (entry) => describeFile(content, entry), signal);
    files.push(...found.filter((file) => file !== undefined));
  }
  return files.toSorted((one, other) => depth(one) - depth(other) || (one.path < other.path ? -1 : 1));
}

async function describeFile(content: string, entry: Dirent): Promise<ContentFile | undefined> {
  const full = path.join(entry.parentPath, entry.name);
  const isLink = entry.isSymbolicLink();
  const stats = isLink ? await stat(full).catch(() => undefined) : await lstat(full);
  if (!stats?.isFile()) return undefined;
  const below = path.relative(content, full).replaceAll(path.sep, '/');
  return { path: below, sizeBytes: isLink ? 0 : stats.size, executable: (stats.mode & 0o111) !== 0, isLink };
}

interface ProgramSearch {
  readonly machine: Machine;
  readonly naming: NamingContext;
  readonly signal?: AbortSignal | undefined;
}

/** Files that could be programs, with the facts in their headers. Rejects with the signal's reason on abort. */
export async function findCandidates(
  content: string,
  files: readonly ContentFile[],
  { machine, naming, signal }: ProgramSearch,
): Promise<readonly ProgramCandidate[]> {
  const possible = files.filter((file) => canBeProgram(file.path) && (!file.isLink || isInBin(file.path)));
  const named = await namedFiles(possible, naming, signal);
  const worth = naming.isWholeAsset ? files : worthLooking(possible, named, machine);
  const look = async (file: ContentFile) => ({ file, candidate: await candidateOf(content, file, machine) });
  const looked = await inBatches(worth.slice(0, MAX_HEADERS), look, signal);
  return looked
    .filter(({ file, candidate }) => naming.isWholeAsset || isProgram(file, candidate, named, machine))
    .map(({ candidate }) => candidate);
}

/** Paths of files named like the tool; an archive may have tens of thousands whose names only start like it. */
async function namedFiles(
  files: readonly ContentFile[],
  naming: NamingContext,
  signal: AbortSignal | undefined,
): Promise<ReadonlySet<string>> {
  const similar = files.map((file) => file.path).filter((at) => beginsAs(at, naming));
  const looked = similar.slice(0, MAX_HEADERS);
  const isNamed = await inTurns(looked, (at) => isCalledAs(at, naming), signal);
  return new Set(looked.filter((_, index) => isNamed[index]));
}

/**
 * Files that are marked as executable, lie next to such, or are named like the tool; all files if there are none (archives
 * made on Windows have no marks).
 */
function worthLooking(
  possible: readonly ContentFile[],
  named: ReadonlySet<string>,
  machine: Machine,
): readonly ContentFile[] {
  if (machine.os === 'win32') return possible;
  const marked = possible.filter(({ path: at, executable }) => executable || isInBin(at) || named.has(at));
  return marked.some(({ executable }) => executable) ? marked : possible;
}

async function candidateOf(content: string, file: ContentFile, machine: Machine): Promise<ProgramCandidate> {
  const header = await readFileHeader(path.join(content, file.path));
  const isBatch = machine.os === 'win32' && isBatchFile(file.path);
  const proof = isBatch
    ? ({ verdict: 'runs', reasons: [because('batchFile')] } as const)
    : await proveFit(header, machine);
  return { path: file.path, header, proof };
}

/** A script without any sign that it is to be run is read by another program. */
function isProgram(
  file: ContentFile,
  { header }: ProgramCandidate,
  named: ReadonlySet<string>,
  machine: Machine,
): boolean {
  const at = file.path;
  if (header.kind === 'script') return file.executable || isInBin(at) || named.has(at);
  return header.kind !== 'other' || (machine.os === 'win32' && isBatchFile(at));
}

function isBatchFile(at: string): boolean {
  return /\.(?:cmd|bat)$/i.test(at);
}

function depth({ path: at }: ContentFile): number {
  return at.split('/').length;
}
