import type { Recording } from './recording.ts';
import { ROOT } from './tree.ts';
import type { Step, Tree } from './tree.ts';

/*
 * What a power cut may leave of a recorded series of steps. The rules:
 *
 * 1. Names, links and sizes change in order. Without a sync, ext4, xfs, btrfs and NTFS keep a beginning of the series of
 *    changes, and never a later one without an earlier one: ext4 and xfs replay a journal, btrfs commits whole
 *    transactions, NTFS replays $LogFile (Chinner, "metadata operation reordering regards to crash", linux-fsdevel,
 *    14 September 2018: "Not for XFS, ext4, btrfs or f2fs"; Pillai et al., "All File Systems Are Not Created Equal",
 *    OSDI 2014, table 1). A rename is atomic in all of them.
 * 2. `journal` (ext4, xfs, NTFS): a sync of a file or directory brings the journal to disk at least up to the last change
 *    of that inode, and everything before it. FlushFileBuffers does that on NTFS, where directories cannot be synced.
 * 3. `tree` (btrfs): a sync writes a log of that inode alone, replayed over an older state of everything else. So what
 *    was synced may be there without what came before it. The log of a file has its names, and the new directories on the
 *    way to it; that of a directory has its names, and those in directories whose name in it is new (fs/btrfs/tree-log.c,
 *    `btrfs_log_all_parents` and `log_new_dir_dentries`; fstests generic/321, btrfs/239).
 * 4. Bytes are not ordered with any of this. Those that were not synced are there, gone with the size of before, gone with
 *    the new size, which reads as zeros, or there up to the middle, where the file ends or zeros follow; each file for
 *    itself, also if it was renamed meanwhile
 *    (ext4 with delayed allocation: Documentation/admin-guide/ext4.rst, `auto_da_alloc`, which helps only some renames;
 *    btrfs and xfs: the same as "zero-length files"; NTFS logs sizes but not bytes: R. Chen, "When would CopyFile succeed
 *    but produce a file filled with zeroes?", 17 May 2019). A symbolic link is a name and not bytes.
 * 5. A disk does what it is told: a sync that has ended is on disk (barriers are on by default everywhere).
 */

export type FileSystem = 'journal' | 'tree';
/** What happened to bytes that were not synced. */
export type Loss = 'kept' | 'gone' | 'zeros' | 'half' | 'short';
export const LOSSES: readonly Loss[] = ['kept', 'gone', 'zeros', 'half', 'short'];

/** A power cut after some steps. */
export interface Cut {
  /** The number of steps before the cut. */
  readonly after: number;
  readonly fileSystem: FileSystem;
  /** How many steps on names and sizes are on disk, whatever was synced later. */
  readonly onDisk: number;
  /** What happened to each file's bytes that were not synced. */
  readonly loss: (inode: number) => Loss;
}

/** A directory after a cut. */
export interface State {
  readonly tree: Tree;
  readonly bytes: (inode: number) => Buffer;
}

/** For each inode, the number of the step before which everything is on disk. */
type Synced = ReadonlyMap<number, number>;

/** Says that enough time has passed for the system to write everything back by itself. */
export const SETTLED = 'settled';

/** Facts about a recording that do not depend on the cut. */
export class Cuts {
  readonly #recording: Recording;
  readonly #touches: ReadonlyMap<number, readonly number[]>;
  readonly #bytes = new Map<string, Buffer>();

  constructor(recording: Recording) {
    this.#recording = recording;
    const touches = new Map<number, number[]>();
    for (const [index, step] of recording.steps.entries()) {
      for (const inode of inodesOf(step)) touches.set(inode, [...(touches.get(inode) ?? []), index]);
    }
    this.#touches = touches;
  }

  /** How many steps are certainly on disk, because of a sync or because everything was written back. */
  leastOnDisk(after: number, fileSystem: FileSystem): number {
    let least = 0;
    for (const [index, step] of this.#recording.steps.slice(0, after).entries()) {
      if (isSettling(step)) least = index;
      if (fileSystem === 'tree' || step.does !== 'sync') continue;
      const last = this.#touches.get(step.inode)?.findLast((touched) => touched < step.upTo) ?? -1;
      least = Math.max(least, last + 1);
    }
    return least;
  }

  /** The state after a cut. */
  state({ after, fileSystem, onDisk, loss }: Cut): State {
    const tree = this.#recording.before.clone();
    for (const step of this.#recording.steps.slice(0, onDisk)) tree.apply(step);
    if (fileSystem === 'tree') this.#replayLogs(tree, after, onDisk);
    const synced = this.#synced(after);
    return { tree, bytes: (inode) => this.#bytesOf(inode, after, synced.get(inode) ?? 0, loss(inode)) };
  }

  #synced(after: number): Synced {
    const synced = new Map<number, number>();
    for (const [index, step] of this.#recording.steps.slice(0, after).entries()) {
      if (step.does === 'sync') synced.set(step.inode, Math.max(step.upTo, synced.get(step.inode) ?? 0));
      if (isSettling(step)) for (const inode of this.#touches.keys()) synced.set(inode, index);
    }
    return synced;
  }

  /** Applies to a state what was synced after it, inode by inode. */
  #replayLogs(tree: Tree, after: number, onDisk: number): void {
    const live = tree.clone();
    const old = tree.clone();
    const { steps } = this.#recording;
    const due = steps
      .slice(0, after)
      .flatMap((step) => (step.does === 'sync' && step.upTo > onDisk ? [step] : []))
      .toSorted((one, other) => one.upTo - other.upTo);
    let applied = onDisk;
    for (const { inode, upTo } of due) {
      for (; applied < upTo; applied += 1) live.apply(steps[applied] as Step);
      if (live.node(inode)?.kind === 'directory') logDirectory(tree, live, inode, old);
      logNames(tree, live, inode);
    }
  }

  #bytesOf(inode: number, after: number, syncedUpTo: number, loss: Loss): Buffer {
    const { bytes, steps } = this.#recording;
    const written = (this.#touches.get(inode) ?? []).filter((index) => isOfBytes(steps[index]));
    const early = written.filter((index) => index < syncedUpTo);
    const later = written.filter((index) => index >= syncedUpTo && index < after);
    const key = JSON.stringify([inode, early.length, later.length, later.length > 0 && loss]);
    const known = this.#bytes.get(key);
    if (known) return known;
    const found = this.#left(this.#written(bytes.get(inode) ?? Buffer.alloc(0), early), later, loss);
    this.#bytes.set(key, found);
    return found;
  }

  /** The bytes of a file, from those on disk and later writes that may be lost. */
  #left(synced: Buffer, later: readonly number[], loss: Loss): Buffer {
    if (loss === 'gone' || later.length === 0) return synced;
    const all = this.#written(synced, later);
    if (loss === 'kept') return all;
    const lost = this.#written(synced, later, (bytes) => Buffer.alloc(bytes.byteLength));
    if (loss === 'zeros') return lost;
    const middle = Math.floor((synced.byteLength + all.byteLength) / 2);
    if (loss === 'short') return all.subarray(0, middle);
    return Buffer.concat([all.subarray(0, middle), lost.subarray(middle)]);
  }

  #written(start: Buffer, indexes: readonly number[], made: (bytes: Buffer) => Buffer = (bytes) => bytes): Buffer {
    let now = start;
    for (const index of indexes) {
      const step = this.#recording.steps[index];
      if (step?.does === 'cut') now = resized(now, step.sizeBytes);
      if (step?.does !== 'write') continue;
      const bytes = made(step.bytes);
      now = Buffer.from(resized(now, Math.max(now.byteLength, step.position + bytes.byteLength)));
      bytes.copy(now, step.position);
    }
    return now;
  }
}

function isOfBytes(step: Step | undefined): boolean {
  return step?.does === 'write' || step?.does === 'cut';
}

function isSettling(step: Step): boolean {
  return step.does === 'say' && step.what === SETTLED;
}

/** The inodes that a step changes: a file or directory, and the directories with its names. */
function inodesOf(step: Step): readonly number[] {
  switch (step.does) {
    case 'make':
    case 'link':
    case 'remove':
      return [step.inode, step.at.directory];
    case 'move':
      return [step.inode, step.from.directory, step.to.directory];
    case 'sync':
    case 'say':
      return [];
    default:
      return [step.inode];
  }
}

function resized(bytes: Buffer, sizeBytes: number): Buffer {
  if (bytes.byteLength >= sizeBytes) return bytes.subarray(0, sizeBytes);
  return Buffer.concat([bytes, Buffer.alloc(sizeBytes - bytes.byteLength)]);
}

/** Gives a directory the names it has in `live`, and so on for directories whose name is not in `old`. */
function logDirectory(tree: Tree, live: Tree, directory: number, old: Tree): void {
  tree.adopt(directory, live);
  for (const name of tree.names(directory).keys()) {
    if (!live.names(directory).has(name)) tree.drop({ directory, name });
  }
  for (const [name, inode] of live.names(directory)) {
    tree.adopt(inode, live);
    for (const place of tree.placesOf(inode))
      if (live.names(place.directory).get(place.name) !== inode) tree.drop(place);
    tree.put({ directory, name }, inode);
    const isNew = old.names(directory).get(name) !== inode;
    if (isNew && live.node(inode)?.kind === 'directory') logDirectory(tree, live, inode, old);
  }
}

/** Gives an inode exactly the names that it has in `live`, and creates the directories on the way. */
function logNames(tree: Tree, live: Tree, inode: number): void {
  if (inode === ROOT) return;
  tree.adopt(inode, live);
  const places = live.placesOf(inode);
  for (const place of tree.placesOf(inode)) if (live.names(place.directory).get(place.name) !== inode) tree.drop(place);
  for (const place of places) {
    if (tree.placesOf(place.directory).length === 0) logNames(tree, live, place.directory);
    tree.put(place, inode);
  }
}
