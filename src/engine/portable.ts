import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CachedAsset } from './cache/downloadRequest.ts';
import { onDisk } from './disk.ts';
import { isEngineError } from './errors.ts';
import { parseMirror } from './mirror/address.ts';
import { writeCarried } from './mirror/carriedEvidence.ts';
import { putFile } from './mirror/putFile.ts';
import { sourceName } from './model.ts';
import type { Files } from './obtain.ts';
import { formatLock } from './project/lockText.ts';
import { isWanted } from './project/pickAssets.ts';
import { assetOfLock } from './project/planRestore.ts';
import { LOCK_FILE } from './project/projectModel.ts';
import type { Lock, LockedTool } from './project/projectModel.ts';

/** Which files of a lock, and how. */
interface CarryOptions {
  /** @default all of the lock */
  readonly tools?: readonly string[] | undefined;
  /** Only files for these platforms. @default those for all */
  readonly platforms?: readonly string[] | undefined;
  readonly onProgress?:
    ((progress: { readonly name: string; readonly done: number; readonly files: number }) => void) | undefined;
  readonly signal: AbortSignal;
}

interface ExportOptions extends CarryOptions {
  /** Made if it is missing. */
  readonly directory: string;
}

/** One file of a lock: it is there now, or why not. */
export type CarryResult = { readonly tool: string; readonly asset: string; readonly platforms: readonly string[] } & (
  { readonly ok: true; readonly cached: CachedAsset } | { readonly ok: false; readonly error: unknown }
);

/** Takes the files of a lock to a machine without a network. */
export interface Portable {
  /**
   * Writes the files of a lock into a directory that is a mirror itself: `cas/<SHA-256>`, `SHA256SUMS`, the lock, the
   * checksum and signature files that were looked at, and `index.json` for people. Fetches what is not here, checked as ever.
   * @returns a result for each file
   * @throws EngineError `storage`; the signal's reason
   */
  exportTools(lock: Lock, options: ExportOptions): Promise<readonly CarryResult[]>;
  /**
   * Brings the files of a lock into the cache, from wherever `obtain` finds them, each checked against the lock. Installs
   * nothing.
   * @returns a result for each file; rejects only with the signal's reason
   */
  importTools(lock: Lock, options: CarryOptions): Promise<readonly CarryResult[]>;
}

export function portableOf(files: Files): Portable {
  const importTools: Portable['importTools'] = async (lock, { signal, onProgress, ...which }) => {
    const wanted = filesOf(lock, which);
    const results: CarryResult[] = [];
    for (const [done, { tool, locked, asset, platforms }] of wanted.entries()) {
      onProgress?.({ name: tool, done, files: wanted.length });
      const about = { tool, asset, platforms };
      try {
        const expected = { by: 'lock', digests: { sha256: locked.assets.get(asset)?.sha256 ?? '' } } as const;
        const cached = await files.obtain(assetOfLock(locked, asset), { expected, signal });
        results.push({ ...about, ok: true, cached });
      } catch (error) {
        signal.throwIfAborted();
        results.push({ ...about, ok: false, error });
      }
    }
    return results;
  };
  return {
    importTools,
    exportTools: async (lock, { directory, ...options }) => {
      const { signal } = options;
      const results = await importTools(lock, options);
      const sha256s = new Set<string>();
      for (const result of results) {
        if (!result.ok || sha256s.has(result.cached.record.sha256)) continue;
        sha256s.add(result.cached.record.sha256);
        await exportOne(result.cached, directory, files, signal);
      }
      await writeOverview(directory, lock, results);
      return results;
    },
  };
}

interface WantedFile {
  readonly tool: string;
  readonly locked: LockedTool;
  readonly asset: string;
  readonly platforms: readonly string[];
}

/** Each file once, with all platforms that it is for. */
function filesOf(lock: Lock, { tools, platforms }: Pick<CarryOptions, 'tools' | 'platforms'>): readonly WantedFile[] {
  return [...lock.tools]
    .filter(([name]) => !tools || tools.includes(name))
    .flatMap(([tool, locked]) => {
      const byAsset = Map.groupBy(locked.platforms, ([, asset]) => asset);
      return [...byAsset].flatMap(([asset, entries]) => {
        const keys = entries.map(([key]) => key);
        return keys.some((key) => isWanted(key, { platforms })) ? [{ tool, locked, asset, platforms: keys }] : [];
      });
    });
}

async function exportOne(cached: CachedAsset, directory: string, files: Files, signal: AbortSignal): Promise<void> {
  const { record, path } = cached;
  const mirror = parseMirror(pathToFileURL(directory).href);
  if (!mirror.ok) throw new TypeError(`${directory} cannot be a mirror: ${mirror.reason}`);
  await putFile(mirror.value, { name: record.name, path, sha256: record.sha256 }, signal);
  // A mirror may have sent it, and nobody looked for evidence then.
  if (record.evidence.gatheredAt === undefined) await files.verify(record.key, { signal });
  const { evidence, instance, source, version } = (await files.record(record.key)) ?? record;
  const found = [];
  for (const file of evidence.files) {
    try {
      found.push({ file, bytes: await files.readSmall({ ...file, instance, source, version }, signal) });
    } catch (error) {
      // The next machine judges by what there is, and says what it lacks.
      if (!isEngineError(error)) throw error;
    }
  }
  if (found.length > 0) await writeCarried(directory, record.sha256, found);
}

/** For `sha256sum -c`, for people, and the lock itself. @throws EngineError `storage` */
function writeOverview(directory: string, lock: Lock, results: readonly CarryResult[]): Promise<void> {
  return onDisk(directory, async () => {
    await mkdir(join(directory, 'cas'), { recursive: true });
    const names = (await readdir(join(directory, 'cas'))).filter((name) => /^[0-9a-f]{64}$/.test(name)).sort();
    await writeFile(join(directory, 'SHA256SUMS'), names.map((name) => `${name}  cas/${name}\n`).join(''));
    await writeFile(join(directory, LOCK_FILE), formatLock(lock));
    const files = results.flatMap((result) => (result.ok ? [entryOf(result)] : []));
    await writeFile(join(directory, 'index.json'), `${JSON.stringify({ files }, undefined, 2)}\n`);
  });
}

function entryOf({ tool, asset, platforms, cached: { record } }: Extract<CarryResult, { ok: true }>): object {
  const { version, instance, source, sha256, sizeBytes, evidence } = record;
  const from = { instance, source: sourceName(source) };
  return { tool, version, asset, platforms, ...from, sha256, sizeBytes, evidence: evidence.kind };
}
