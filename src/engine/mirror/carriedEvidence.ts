import { hash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { onDisk } from '../disk.ts';
import { EngineError } from '../errors.ts';
import type { EvidenceFile } from '../evidence.ts';
import { readLimited } from '../limitedFile.ts';
import { parseJson } from '../parseJson.ts';
import { countSchema, digestsSchema, hex } from '../storedSchemas.ts';

/** The checksum and signature files of a release that were exported together with one of its files. */
export interface CarriedEvidence {
  readonly files: readonly EvidenceFile[];
  /** @throws EngineError `gone` if it is missing or other than when it was exported */
  readonly read: (file: EvidenceFile) => Promise<Uint8Array>;
}

/** As many as are looked at for one file, and more. */
const MAX_FILES = 64;
const MAX_INDEX_BYTES = 1024 * 1024;
/** As much as is read of a checksum file. */
const MAX_FILE_BYTES = 1024 * 1024;

const carriedSchema = v.object({
  files: v.pipe(
    v.array(
      v.object({
        name: v.string(),
        upstreamId: v.string(),
        storage: v.picklist(['attachment', 'packageFile', 'external']),
        sizeBytes: v.optional(countSchema),
        digests: digestsSchema,
        sha256: hex(64),
      }),
    ),
    v.maxLength(MAX_FILES),
  ),
});

/** What an exported directory has next to the file with this digest; `undefined` if it has nothing that can be read. */
export async function readCarried(directory: string, sha256: string): Promise<CarriedEvidence | undefined> {
  const path = join(directory, 'evidence', `${sha256}.json`);
  const found = await readLimited(path, MAX_INDEX_BYTES).catch(() => undefined);
  const parsed = found?.ok ? v.safeParse(carriedSchema, parseJson(found.bytes.toString('utf8'))) : undefined;
  if (!parsed?.success) return undefined;
  const digests = new Map<EvidenceFile, string>();
  for (const { sha256: own, sizeBytes, ...file } of parsed.output.files) digests.set({ ...file, sizeBytes }, own);
  return { files: [...digests.keys()], read: (file) => readBytes(directory, digests.get(file) ?? '') };
}

async function readBytes(directory: string, sha256: string): Promise<Uint8Array> {
  const path = join(directory, 'evidence', 'files', sha256);
  const found = await readLimited(path, MAX_FILE_BYTES).catch(() => undefined);
  if (found?.ok && hash('sha256', found.bytes) === sha256) return found.bytes;
  throw new EngineError('gone', `${path} is not what was exported`, { host: directory, name: sha256 });
}

/** Writes what was looked at for the file with this digest. @throws EngineError `storage` */
export function writeCarried(
  directory: string,
  sha256: string,
  evidence: readonly { readonly file: EvidenceFile; readonly bytes: Uint8Array }[],
): Promise<void> {
  const evidenceDirectory = join(directory, 'evidence');
  return onDisk(evidenceDirectory, async () => {
    await mkdir(join(evidenceDirectory, 'files'), { recursive: true });
    const files = evidence.slice(0, MAX_FILES).map(({ file, bytes }) => {
      const { name, upstreamId, storage, sizeBytes, digests } = file;
      return { name, upstreamId, storage, sizeBytes, digests, sha256: hash('sha256', bytes) };
    });
    for (const [index, { sha256: own }] of files.entries()) {
      await writeFile(join(evidenceDirectory, 'files', own), evidence[index]?.bytes ?? '');
    }
    await writeFile(join(evidenceDirectory, `${sha256}.json`), `${JSON.stringify({ files }, undefined, 2)}\n`);
  });
}
