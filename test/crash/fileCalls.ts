import { constants } from 'node:fs';
import fs from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { sep } from 'node:path';

/** A file system call below the watched directory. */
export interface FileCall {
  readonly name: string;
  readonly path: string;
  /** Whether the call can change the disk. */
  readonly mutates: boolean;
  readonly args: readonly unknown[];
  /** The open file that the method belongs to. */
  readonly handle?: object | undefined;
}

/**
 * Stands between the program and the file system. If it throws, the call fails with that error. `half` is called when the
 * first half of a write is in the file.
 */
export interface Watcher {
  readonly before?: (call: FileCall) => void;
  readonly half?: (call: FileCall) => void;
  /** May delay the call. */
  readonly after?: (call: FileCall, result: unknown) => void | Promise<void>;
}

type Call = (...args: unknown[]) => Promise<unknown>;

const READING = new Set([
  'stat',
  'lstat',
  'statfs',
  'access',
  'readFile',
  'readdir',
  'readlink',
  'read',
  'readv',
  'realpath',
]);
const HANDLE_CALLS = ['write', 'writev', 'truncate', 'sync', 'datasync', 'chmod', 'utimes', 'read', 'readv', 'stat'];
const UNSEEN_OF_HANDLES = ['appendFile', 'createWriteStream'];
/** Calls that the engine must not use, because this layer does not see inside them. */
export const UNSEEN = ['appendFile', 'cp', 'opendir', 'watch', 'glob', 'constants', 'FileHandle'];

const paths = new WeakMap<object, string>();

/**
 * Lets `watcher` see every call of `node:fs/promises` below `root`, also from modules that are already loaded, until the
 * returned function is called. `writeFile` appears as the calls that it consists of.
 */
export async function watchFileCalls(root: string, watcher: Watcher): Promise<() => void> {
  const handle = await fs.open(import.meta.filename, 'r');
  const prototype = Object.getPrototypeOf(handle) as Record<string, Call>;
  await handle.close();
  const module = fs as unknown as Record<string, Call>;
  const inside = (path: unknown): path is string =>
    typeof path === 'string' && (path === root || path.startsWith(root + sep));
  const restore = [
    ...Object.keys(module)
      .filter((name) => typeof module[name] === 'function' && !UNSEEN.includes(name))
      .map((name) => replace(module, name, (original) => watchedCall(name, original, watcher, inside))),
    ...[...HANDLE_CALLS, 'writeFile', ...UNSEEN_OF_HANDLES].map((name) =>
      replace(prototype, name, (original) => watchedMethod(name, original, watcher, inside)),
    ),
  ];
  syncBuiltinESMExports();
  return () => {
    for (const undo of restore) undo();
    syncBuiltinESMExports();
  };
}

function replace(object: Record<string, Call>, name: string, make: (original: Call) => Call): () => void {
  const original = object[name] as Call;
  object[name] = make(original);
  return () => {
    object[name] = original;
  };
}

function watchedCall(name: string, original: Call, watcher: Watcher, inside: (path: unknown) => boolean): Call {
  if (name === 'writeFile') return (...args) => (inside(args[0]) ? writeInSteps(args) : original(...args));
  return async (...args) => {
    const [path, second] = args;
    if (!inside(path) && !inside(second)) return original(...args);
    const opensToRead = name === 'open' && isForReading(second);
    const seen = inside(path) ? path : second;
    const call = { name, path: String(seen), mutates: !READING.has(name) && !opensToRead, args };
    const result = await around(call, watcher, () => original(...args));
    if (name === 'open') paths.set(result as object, call.path);
    return result;
  };
}

function watchedMethod(name: string, original: Call, watcher: Watcher, inside: (path: unknown) => boolean): Call {
  return function watched(this: FileHandle, ...args: unknown[]) {
    const path = paths.get(this);
    if (!inside(path)) return original.apply(this, args);
    if (name === 'writeFile') return writeBytes(this, args[0]);
    if (!HANDLE_CALLS.includes(name)) return Promise.reject(new Error(`${name} is not watched`));
    const call = { name, path: String(path), mutates: !READING.has(name), args, handle: this };
    return around(call, watcher, async () => {
      const half = watcher.half && halfOf(name, args);
      if (!half) return original.apply(this, args);
      await original.apply(this, half.first);
      watcher.half?.(call);
      return original.apply(this, args);
    });
  };
}

async function around(call: FileCall, watcher: Watcher, work: () => Promise<unknown>): Promise<unknown> {
  watcher.before?.(call);
  const result = await work();
  await watcher.after?.(call, result);
  return result;
}

/** The arguments that write only the first half of the bytes. */
function halfOf(name: string, args: readonly unknown[]): { readonly first: unknown[] } | undefined {
  const [data, offset, length, position] = args;
  if (name === 'write' && data instanceof Uint8Array) {
    const bytes = data.subarray(Number(offset ?? 0), Number(offset ?? 0) + Number(length ?? data.byteLength));
    return { first: [bytes, 0, Math.floor(bytes.byteLength / 2), position] };
  }
  const buffers = data as Uint8Array[];
  if (name === 'writev') return { first: [buffers.slice(0, Math.ceil(buffers.length / 2)), offset] };
  return undefined;
}

async function writeInSteps([path, text, options]: readonly unknown[]): Promise<void> {
  const { flag = 'w', flush = false, mode } = (options ?? {}) as { flag?: string; flush?: boolean; mode?: number };
  const handle = await fs.open(path as string, flag, mode);
  try {
    await writeBytes(handle, text);
    if (flush) await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Writes to a newly opened file, either in one call or part by part. */
async function writeBytes(handle: FileHandle, data: unknown): Promise<void> {
  const isWhole = typeof data === 'string' || data instanceof Uint8Array;
  let position = 0;
  for await (const part of isWhole ? [data] : (data as AsyncIterable<Uint8Array>)) {
    const bytes = Buffer.from(part as Uint8Array);
    if (bytes.byteLength > 0) await handle.write(bytes, 0, bytes.byteLength, position);
    position += bytes.byteLength;
  }
}

const WRITING = constants.O_WRONLY | constants.O_RDWR | constants.O_CREAT | constants.O_TRUNC;

/** `flags` of `open` are a text or a number. */
function isForReading(flags: unknown): boolean {
  return flags === undefined || flags === 'r' || (typeof flags === 'number' && (flags & WRITING) === 0);
}
