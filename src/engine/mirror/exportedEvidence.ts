import { hash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { inDirectory, replaceWith } from '../disk.ts';
import { EngineError } from '../errors.ts';
import type { EvidenceFile } from '../evidence.ts';
import { readLimited } from '../limitedFile.ts';
import { parseJson } from '../parseJson.ts';
import type { Clock } from '../ports.ts';
import { countSchema, digestsSchema, hex } from '../storedSchemas.ts';

/** The checksum and signature files of a release that were exported together with one of its files. */
export interface ExportedEvidence {
  readonly files: readonly EvidenceFile[];
  /** @throws EngineError `gone` if it is missing or changed since it was exported */
  readonly read: (file: EvidenceFile) => Promise<Buffer>;
}

/** More files than are ever read for one asset. */
const MAX_FILES = 64;
const MAX_INDEX_BYTES = 1024 * 1024;
/** The largest checksum file that is read. */
const MAX_FILE_BYTES = 1024 * 1024;
/** More than the files that are read for one asset have in all; whoever made an export must not fill the disk. */
const MAX_KEPT_BYTES = 4 * 1024 * 1024;

const exportedSchema = v.object({
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

/** The evidence that was exported with the file of this digest; `undefined` if there is none that can be read. */
export async function readExportedEvidence(directory: string, sha256: string): Promise<ExportedEvidence | undefined> {
  const path = join(directory, 'evidence', `${sha256}.json`);
  const found = await readLimited(path, MAX_INDEX_BYTES).catch(() => undefined);
  const parsed = found?.ok ? v.safeParse(exportedSchema, parseJson(found.bytes.toString('utf8'))) : undefined;
  if (!parsed?.success) return undefined;
  const digests = new Map<EvidenceFile, string>();
  for (const { sha256: own, sizeBytes, ...file } of parsed.output.files) digests.set({ ...file, sizeBytes }, own);
  return { files: [...digests.keys()], read: (file) => readBytes(directory, digests.get(file) ?? '') };
}

async function readBytes(directory: string, sha256: string): Promise<Buffer> {
  const path = join(directory, 'evidence', 'files', sha256);
  const found = await readLimited(path, MAX_FILE_BYTES).catch(() => undefined);
  if (found?.ok && hash('sha256', found.bytes) === sha256) return found.bytes;
  throw new EngineError('gone', `${path} is not what was exported`, { host: directory, name: sha256 });
}

/**
 * Copies the evidence for the file of this digest from one exported directory to another, so that it can be judged again
 * once the user trusts other keys. Files that cannot be read are left out, and without any, nothing is written. What an
 * earlier copy has in addition stays, unless its files are of another state of the release.
 * Rejects with what the file system says.
 */
export async function copyExportedEvidence(
  sha256: string,
  { from, to, clock }: { readonly from: string; readonly to: string; readonly clock: Clock },
): Promise<void> {
  const copied = await readAll(from, sha256, MAX_KEPT_BYTES);
  if (copied.length === 0) return;
  const leftBytes = MAX_KEPT_BYTES - copied.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const earlier = await readAll(to, sha256, leftBytes);
  const isOther = (one: Readable): boolean =>
    copied.some(({ file, bytes }) => file.name === one.file.name && !bytes.equals(one.bytes));
  const isNew = (one: Readable): boolean => copied.every(({ file }) => file.name !== one.file.name);
  const found = earlier.some(isOther) ? copied : [...copied, ...earlier.filter(isNew)];
  // The index is the last entry, so that it never names a file that is yet to be written.
  for (const { name, content } of exportedEntries(sha256, found)) {
    const path = join(to, name);
    await replaceWith(path, clock, (temporary) =>
      inDirectory(dirname(path), () => writeFile(temporary, content, { mode: 0o600 })),
    );
  }
}

interface Readable {
  readonly file: EvidenceFile;
  readonly bytes: Buffer;
}

/** The evidence that can be read, as far as there is room for it. */
async function readAll(directory: string, sha256: string, limitBytes: number): Promise<readonly Readable[]> {
  const { files = [], read } = (await readExportedEvidence(directory, sha256)) ?? {};
  const found: Readable[] = [];
  let leftBytes = limitBytes;
  for (const file of files) {
    const bytes = await read?.(file).catch(() => undefined);
    if (!bytes || bytes.length > leftBytes) continue;
    leftBytes -= bytes.length;
    found.push({ file, bytes });
  }
  return found;
}

/** The list, as written by an export, of the evidence files for the file with this digest. Pure. */
export function exportedEntries(
  sha256: string,
  evidence: readonly { readonly file: EvidenceFile; readonly bytes: Uint8Array }[],
): readonly { readonly name: string; readonly content: string | Uint8Array }[] {
  const all = evidence.slice(0, MAX_FILES).map(({ file, bytes }) => ({ file, bytes, own: hash('sha256', bytes) }));
  const files = all.map(({ own, file: { name, upstreamId, storage, sizeBytes, digests } }) => {
    return { name, upstreamId, storage, sizeBytes, digests, sha256: own };
  });
  const index = `${JSON.stringify({ files }, undefined, 2)}\n`;
  return [
    ...all.map(({ own, bytes }) => ({ name: `evidence/files/${own}`, content: bytes })),
    { name: `evidence/${sha256}.json`, content: index },
  ];
}
