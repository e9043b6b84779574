import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, readlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isEngineError } from '../../../src/engine/errors.ts';
import type { ArchiveRule } from '../../../src/engine/archiveRule.ts';
import { unpack } from '../../../src/engine/unpack/unpack.ts';
import type { Unpacked, UnpackOptions } from '../../../src/engine/unpack/unpack.ts';
import { systemClock } from '../../../src/engine/systemClock.ts';
import { useTempDir } from '../tempDir.ts';

type Options = Partial<UnpackOptions>;

/** Unpacks bytes in a new directory. For use inside `describe`. */
export interface UnpackRig {
  readonly place: () => string;
  readonly unpack: (name: string, bytes: Buffer, options?: Options) => Promise<Unpacked>;
  /** The content of the target: file contents as text, link targets after `-> `, directories as `/`. */
  readonly tree: () => Promise<Record<string, string>>;
  /** Expects that the archive is refused by this rule, and that nothing of it is left. */
  readonly refuses: (name: string, bytes: Buffer, rule: ArchiveRule, options?: Options) => Promise<void>;
}

export function useUnpackRig(): UnpackRig {
  const place = useTempDir();
  const run = async (name: string, bytes: Buffer, options: Options = {}): Promise<Unpacked> => {
    const file = path.join(place(), 'in', 'archive');
    await mkdir(path.dirname(file), { recursive: true });
    await mkdir(path.join(place(), 'out'), { recursive: true });
    await writeFile(file, bytes);
    return unpack(file, name, path.join(place(), 'out', 'tool'), { clock: systemClock, ...options });
  };
  return {
    place,
    unpack: run,
    tree: () => readTree(path.join(place(), 'out', 'tool')),
    refuses: async (name, bytes, rule, options) => {
      await assert.rejects(run(name, bytes, options), (error) => {
        assert.ok(isEngineError(error, 'unsafeArchive'), String(error));
        assert.deepEqual([error.facts.name, error.facts.rule], [name, rule], error.message);
        return true;
      });
      assert.deepEqual([await readdir(place()), await readdir(path.join(place(), 'out'))], [['in', 'out'], []]);
    },
  };
}

async function readTree(root: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const full = path.join(entry.parentPath, entry.name);
    const name = path.relative(root, full).replaceAll('\\', '/');
    if (entry.isSymbolicLink()) found[name] = `-> ${await readlink(full)}`;
    else found[name] = entry.isDirectory() ? '/' : await readFile(full, 'utf8');
  }
  return found;
}
