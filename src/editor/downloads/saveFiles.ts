import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { safeFileName, saveNew } from '../../engine/index.ts';
import type { CopyTo } from '../../engine/index.ts';

/** Passes on a copy, for places that this machine's file system does not reach. */
export async function withCopy<T>(copyTo: CopyTo, use: (path: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'forgejo-artifacts-'));
  try {
    const path = join(directory, 'file');
    await saveNew(copyTo, path);
    return await use(path);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/**
 * Safe names for files that go into one folder, in the same order: no two alike in any case, and none of those already there
 * (`taken`).
 */
export function distinctNames(names: readonly string[], taken: Iterable<string>): readonly string[] {
  const used = new Set([...taken].map(fold));
  return names.map((name) => {
    const free = firstFree(safeFileName(name), used);
    used.add(fold(free));
    return free;
  });
}

/** As file systems that ignore case compare names. */
const fold = (name: string): string => name.normalize('NFC').toLowerCase();

function firstFree(name: string, used: ReadonlySet<string>): string {
  const extension = /\.tar\.[^.]+$/i.exec(name)?.[0] ?? extname(name);
  const stem = name.slice(0, name.length - extension.length);
  for (let number = 2, candidate = name; ; number += 1) {
    if (!used.has(fold(candidate))) return candidate;
    candidate = `${stem} (${number})${extension}`;
  }
}
