import { crc32 } from 'node:zlib';
import type { ArchiveEntry } from './archiveEntry.ts';
import { noContent } from './archiveEntry.ts';
import { inflate } from './decompress.ts';
import { ArchiveFault, decodeUtf8, demand } from './fault.ts';
import type { Budget, UnpackLimits } from './limits.ts';
import { readZipDirectory } from './zipDirectory.ts';
import type { ZipFile } from './zipFile.ts';
import { checkLocalHeader, FLAG_DESCRIPTOR, LOCAL_BYTES, localTailBytes } from './zipHeaders.ts';
import type { ZipRecord } from './zipHeaders.ts';

const DESCRIPTOR = 0x08074b50;

/** Types in the upper half of Unix attributes. */
const TYPE_MASK = 0o170000;
const TYPES: Readonly<Record<number, ArchiveEntry['kind']>> = {
  0o100000: 'file',
  0o040000: 'directory',
  0o120000: 'symlink',
};
const UNIX_SYSTEMS = new Set([3, 19]);
/** DOS, NTFS and VFAT, where no name contains a backslash. Old PowerShell writes it for the separator. */
const WINDOWS_SYSTEMS = new Set([0, 10, 14]);
/** p7zip declares DOS, and sets this bit if the upper half has Unix attributes all the same. */
const UNIX_EXTENSION = 0x8000;

/**
 * The entries of a zip file, by its central directory. The entries must lie one after the other and fill the file up to the
 * directory, so that nothing is hidden between them, shared by several, or before them.
 * @throws ArchiveFault
 */
export async function* readZip(file: ZipFile, limits: UnpackLimits, budget: Budget): AsyncGenerator<ArchiveEntry> {
  const directory = await readZipDirectory(file, limits.maxEntries);
  budget.foresee(directory.records.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
  let at = 0;
  for (const record of [...directory.records].sort((a, b) => a.start - b.start)) {
    demand(record.start === at, 'ambiguous', 'entries that overlap, or gaps between them', record.name);
    const header = await file.read(at, LOCAL_BYTES);
    const dataAt = at + LOCAL_BYTES + localTailBytes(header);
    checkLocalHeader(header, await file.read(at + LOCAL_BYTES, dataAt - at - LOCAL_BYTES), record);
    demand(dataAt + record.packedBytes <= directory.start, 'corrupt', 'an entry is truncated', record.name);
    yield await entryOf(record, budget.meter(contentOf(file, dataAt, record)));
    at = dataAt + record.packedBytes + (await descriptorBytes(file, dataAt + record.packedBytes, record));
  }
  demand(at === directory.start, 'ambiguous', 'data between its entries and its directory');
}

async function entryOf(record: ZipRecord, content: AsyncIterable<Uint8Array>): Promise<ArchiveEntry> {
  const { sizeBytes } = record;
  const name = pathOf(record);
  const kind = kindOf(record, name);
  const executable = isUnix(record) && ((record.attributes >>> 16) & 0o100) !== 0;
  if (kind === 'file') return { name, kind, executable, content };
  if (kind === 'directory') {
    demand(sizeBytes === 0, 'ambiguous', 'a directory with data', name);
    return { name, kind, executable, content: noContent() };
  }
  demand(sizeBytes <= MAX_TARGET_BYTES, 'link', 'a link target is too long', name);
  const target: Uint8Array[] = [];
  for await (const chunk of content) target.push(chunk);
  return { name, kind, executable, linkTarget: decodeUtf8(Buffer.concat(target)), content: noContent() };
}

const MAX_TARGET_BYTES = 4096;

/** By its Unix type if it has one, else by the slash at the end of its name. The two must agree. */
function kindOf(record: ZipRecord, name: string): ArchiveEntry['kind'] {
  const { attributes } = record;
  const named = name.endsWith('/') ? 'directory' : 'file';
  const type = (attributes >>> 16) & TYPE_MASK;
  // Some writers give every entry the type of a file.
  const kind = type === 0 || TYPES[type] === 'file' ? named : TYPES[type];
  if (!kind) throw new ArchiveFault('special', 'a device or a pipe', { entry: name });
  demand(named === 'file' || kind === 'directory', 'ambiguous', 'a directory entry that is not a directory', name);
  // On other systems the upper half means nothing: a link there is a plain file to some programs.
  demand(kind !== 'symlink' || isUnix(record), 'ambiguous', 'a link that some programs do not treat as one', name);
  return kind;
}

function pathOf(record: ZipRecord): string {
  const isWindows = WINDOWS_SYSTEMS.has(record.system) && !isUnix(record);
  return isWindows ? record.name.replaceAll('\\', '/') : record.name;
}

function isUnix({ system, attributes }: ZipRecord): boolean {
  return UNIX_SYSTEMS.has(system) || (attributes & UNIX_EXTENSION) !== 0;
}

/** The entry's bytes; at their end, their number and CRC are compared with the directory's. */
async function* contentOf(file: ZipFile, start: number, record: ZipRecord): AsyncGenerator<Uint8Array> {
  const { name, packedBytes, sizeBytes, method, crc } = record;
  const packed = { bytes: file.pieces(start, packedBytes), sizeBytes: packedBytes };
  let [count, check] = [0, 0];
  for await (const chunk of method === 0 ? packed.bytes : inflate(packed)) {
    count += chunk.length;
    check = crc32(chunk, check);
    demand(count <= sizeBytes, 'corrupt', 'an entry is longer than stated', name);
    yield chunk;
  }
  demand(count === sizeBytes, 'corrupt', 'an entry is shorter than stated', name);
  demand(check === crc, 'corrupt', 'the checksum of an entry is wrong', name);
}

/** The length of the data descriptor: with or without a signature, with short or long sizes (4.3.9). */
async function descriptorBytes(file: ZipFile, at: number, record: ZipRecord): Promise<number> {
  if ((record.flags & FLAG_DESCRIPTOR) === 0) return 0;
  const bytes = await file.read(at, Math.min(24, file.sizeBytes - at));
  const found = descriptors(record).find((form) => bytes.subarray(0, form.length).equals(form));
  if (!found) throw new ArchiveFault('ambiguous', 'an entry with two sizes or checksums', { entry: record.name });
  return found.length;
}

function descriptors({ crc, packedBytes, sizeBytes }: ZipRecord): readonly Buffer[] {
  const signature = Buffer.alloc(4);
  signature.writeUInt32LE(DESCRIPTOR);
  const long = Buffer.alloc(20);
  long.writeUInt32LE(crc);
  long.writeBigUInt64LE(BigInt(packedBytes), 4);
  long.writeBigUInt64LE(BigInt(sizeBytes), 12);
  const short = Buffer.concat([long.subarray(0, 8), long.subarray(12, 16)]);
  const isShort = packedBytes <= 0xffffffff && sizeBytes <= 0xffffffff;
  return [long, ...(isShort ? [short] : [])].flatMap((form) => [Buffer.concat([signature, form]), form]);
}
