import { constants, lstatSync, readFileSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { watchFileCalls } from '../crash/fileCalls.ts';
import type { FileCall } from '../crash/fileCalls.ts';
import { ROOT, Tree } from './tree.ts';
import type { Kind, Step } from './tree.ts';

/** The changes to a directory: its state before, which is all on disk, and each step. */
export interface Recording {
  readonly before: Tree;
  /** The bytes of the files that were there before. */
  readonly bytes: ReadonlyMap<number, Buffer>;
  readonly steps: readonly Step[];
}

/** An open file: its inode, and the position of the next write without a position. */
interface Open {
  readonly inode: number;
  positionBytes: number;
}

const SYNCS = new Set(['sync', 'datasync']);
/** Calls whose loss nobody would notice. */
const HARMLESS = new Set(['lutimes', 'chown', 'lchown', 'lchmod']);

/** Records everything that is done to a directory through `node:fs/promises`, as steps on inodes. */
export class Recorder {
  readonly #root: string;
  readonly #before: Tree;
  readonly #tree: Tree;
  readonly #bytes: ReadonlyMap<number, Buffer>;
  readonly #steps: Step[] = [];
  readonly #open = new WeakMap<object, Open>();
  /** The step at which a sync began. */
  readonly #begun = new WeakMap<readonly unknown[], number>();
  #inodes: number;

  private constructor(root: string) {
    this.#root = root;
    const { tree, bytes } = readDirectory(root);
    this.#before = tree;
    this.#bytes = bytes;
    this.#inodes = tree.size;
    this.#tree = tree.clone();
  }

  /** Records what `work` does below `root`. It gets a function to note what it reports. */
  static async record(root: string, work: (say: (what: string) => void) => Promise<unknown>): Promise<Recording> {
    const recorder = new Recorder(root);
    const stop = await watchFileCalls(root, {
      before: (call) => recorder.#begins(call),
      after: (call, result) => recorder.#ended(call, result),
    });
    try {
      await work((what) => void recorder.#steps.push({ does: 'say', what }));
    } finally {
      stop();
    }
    return { before: recorder.#before, bytes: recorder.#bytes, steps: recorder.#steps };
  }

  #parts(path: unknown): readonly string[] {
    const below = relative(this.#root, String(path));
    return below === '' ? [] : below.split(sep);
  }

  #add(step: Step): void {
    this.#steps.push(step);
    this.#tree.apply(step);
  }

  #begins({ name, args, handle }: FileCall): void {
    if (SYNCS.has(name)) this.#begun.set(args, this.#steps.length);
    // Bytes may reach the disk as soon as they are passed to the system.
    const open = handle && this.#open.get(handle);
    if (!open || (name !== 'write' && name !== 'writev')) return;
    const bytes = name === 'write' ? oneWrite(args) : Buffer.concat((args[0] as Uint8Array[]).map(copyOf));
    const given = name === 'write' ? args[3] : args[1];
    const position = typeof given === 'number' ? given : open.positionBytes;
    if (typeof given !== 'number') open.positionBytes += bytes.byteLength;
    this.#add({ does: 'write', inode: open.inode, position, bytes });
    this.#add({ does: 'touch', inode: open.inode, atMs: Date.now() });
  }

  #ended(call: FileCall, result: unknown): void {
    if (call.name === 'open') return this.#opened(call, result as object);
    if (!call.mutates || HARMLESS.has(call.name)) return;
    if (call.handle) return this.#ofHandle(call, this.#open.get(call.handle));
    this.#ofPath(call, result);
  }

  #opened({ path, args: [, flags = 'r', mode = 0o666] }: FileCall, handle: object): void {
    const parts = this.#parts(path);
    const known = this.#tree.find(parts);
    const inode = known ?? this.#make(parts, 'file', Number(mode));
    const cuts = typeof flags === 'number' ? (flags & constants.O_TRUNC) !== 0 : String(flags).startsWith('w');
    if (known !== undefined && cuts) this.#add({ does: 'cut', inode, sizeBytes: 0 });
    this.#open.set(handle, { inode, positionBytes: 0 });
  }

  #make(parts: readonly string[], kind: Kind, mode: number, target?: string): number {
    const inode = this.#inodes;
    this.#inodes += 1;
    this.#add({
      does: 'make',
      at: this.#tree.place(parts),
      inode,
      kind,
      mode: kind === 'link' ? mode : mode & ~process.umask(),
      target,
    });
    this.#add({ does: 'touch', inode, atMs: Date.now() });
    return inode;
  }

  #ofHandle({ name, path, args }: FileCall, open: Open | undefined): void {
    if (!open) throw new Error(`${name} of a file that nobody opened: ${path}`);
    const { inode } = open;
    if (SYNCS.has(name)) {
      const upTo = this.#begun.get(args) ?? this.#steps.length;
      return this.#add({ does: 'sync', inode, upTo, path: relative(this.#root, path) });
    }
    if (name === 'write' || name === 'writev') return undefined;
    if (name === 'truncate') return this.#add({ does: 'cut', inode, sizeBytes: Number(args[0] ?? 0) });
    this.#attribute(name, inode, args);
  }

  #ofPath({ name, args }: FileCall, result: unknown): void {
    const [first, second] = args;
    switch (name) {
      case 'mkdir':
        return void this.#make(this.#parts(first), 'directory', modeOf(second));
      case 'mkdtemp':
        return void this.#make(this.#parts(result), 'directory', 0o700);
      case 'symlink':
        return void this.#make(this.#parts(second), 'link', 0o777, String(first));
      case 'link':
        return this.#add({ does: 'link', at: this.#tree.place(this.#parts(second)), inode: this.#known(first) });
      case 'copyFile':
        return this.#copied(String(second));
      case 'rename':
        return this.#moved(first, second);
      case 'rm':
      case 'unlink':
      case 'rmdir':
        return this.#removed(this.#parts(first));
      default:
        return this.#attribute(name, this.#known(first), args.slice(1));
    }
  }

  #attribute(name: string, inode: number, [first, second]: readonly unknown[]): void {
    if (name === 'chmod') return this.#add({ does: 'chmod', inode, mode: Number(first) });
    if (name === 'utimes') return this.#add({ does: 'touch', inode, atMs: Number(second) * 1000 });
    throw new Error(`the model does not know ${name}`);
  }

  #known(path: unknown): number {
    const inode = this.#tree.find(this.#parts(path));
    if (inode === undefined) throw new Error(`the model has nothing at ${String(path)}`);
    return inode;
  }

  #copied(to: string): void {
    const inode = this.#make(this.#parts(to), 'file', statSync(to).mode & 0o777);
    this.#add({ does: 'write', inode, position: 0, bytes: readFileSync(to) });
  }

  /** The source is looked up first, because the target may be in a directory that the move replaces. */
  #moved(from: unknown, to: unknown): void {
    const [source, target] = [this.#parts(from), this.#parts(to)];
    const step = { from: this.#tree.place(source), to: this.#tree.place(target), inode: this.#known(from) };
    this.#add({ does: 'move', ...step });
  }

  /** The content of a directory is removed before the directory. */
  #removed(parts: readonly string[]): void {
    const inode = this.#tree.find(parts);
    if (inode === undefined) return;
    for (const name of this.#tree.names(inode).keys()) this.#removed([...parts, name]);
    this.#add({ does: 'remove', at: this.#tree.place(parts), inode });
  }
}

/** The engine reuses its buffers, so the bytes are copied. */
function copyOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes);
}

function oneWrite([data, offset, length]: readonly unknown[]): Buffer {
  if (!(data instanceof Uint8Array)) return Buffer.from(String(data));
  const start = Number(offset ?? 0);
  return copyOf(data.subarray(start, start + Number(length ?? data.byteLength - start)));
}

function modeOf(option: unknown): number {
  if (typeof option === 'number') return option;
  return (option as { readonly mode?: number } | undefined)?.mode ?? 0o777;
}

/** The names and file contents on the disk. */
export function readDirectory(root: string): { readonly tree: Tree; readonly bytes: ReadonlyMap<number, Buffer> } {
  const tree = new Tree();
  const bytes = new Map<number, Buffer>();
  const readIn = (path: string, directory: number): void => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const full = join(path, entry.name);
      const kind: Kind = entry.isDirectory() ? 'directory' : entry.isSymbolicLink() ? 'link' : 'file';
      const { mode, mtimeMs: atMs } = lstatSync(full);
      const inode = tree.size;
      const target = kind === 'link' ? readlinkSync(full) : undefined;
      tree.apply({ does: 'make', at: { directory, name: entry.name }, inode, kind, mode: mode & 0o777, target });
      tree.apply({ does: 'touch', inode, atMs });
      if (kind === 'directory') readIn(full, inode);
      if (kind === 'file') bytes.set(inode, readFileSync(full));
    }
  };
  readIn(root, ROOT);
  return { tree, bytes };
}
