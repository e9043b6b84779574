import type { ArchiveEntry } from './archiveEntry.ts';
import { noContent } from './archiveEntry.ts';
import { ByteReader } from './byteReader.ts';
import { ArchiveFault, demand } from './fault.ts';
import { tarName } from './nameText.ts';
import { parsePax } from './pax.ts';
import type { PaxRecords } from './pax.ts';
import { packedBytes, readLeadingMap, readOldMap, sparseFile, withHoles } from './sparse.ts';
import type { SparseFile } from './sparse.ts';
import { BLOCK_BYTES, isZeroBlock, parseTarHeader } from './tarHeader.ts';
import type { TarHeader } from './tarHeader.ts';

/** Names and attributes of one entry; node-tar has the same bound. */
const MAX_PAX_BYTES = 1024 * 1024;

const KINDS: Readonly<Record<string, ArchiveEntry['kind']>> = {
  '0': 'file',
  '\0': 'file',
  '7': 'file',
  // GNU's old format for sparse files.
  S: 'file',
  '1': 'hardlink',
  '2': 'symlink',
  '5': 'directory',
};
const SPECIAL = new Set(['3', '4', '6']);

/**
 * The entries of a tar file: v7, ustar, pax, GNU's long names and sparse files. Ends at blocks of zeros, of which at least
 * one is required. What follows them is ignored, but read so that a check at the end of the compression counts.
 * @param takeHole is called for the holes of sparse files, which are written but not in the archive; it may refuse them
 * @throws ArchiveFault
 */
export async function* readTar(
  source: AsyncIterable<Uint8Array>,
  takeHole: (sizeBytes: number) => void,
): AsyncGenerator<ArchiveEntry> {
  const reader = new ByteReader(source);
  try {
    for (;;) {
      const described = await readDescription(reader);
      if (!described) break;
      const { header, records, sparse } = described;
      const entry = entryOf(header, records);
      const content = sparse ? withHoles(sparse, reader, takeHole) : reader.pieces(header.sizeBytes);
      yield { ...entry, content: entry.kind === 'file' ? content : noContent() };
      for await (const _ of content);
      await reader.skip(padding(header.sizeBytes));
    }
    await finish(reader);
  } finally {
    await reader.close();
  }
}

/** A second block of zeros, if any; the rest is ignored. */
async function finish(reader: ByteReader): Promise<void> {
  const second = Buffer.alloc(BLOCK_BYTES);
  await reader.fill(second);
  demand(isZeroBlock(second), 'ambiguous', 'data after an incomplete end mark');
  while (await reader.some(Number.MAX_SAFE_INTEGER));
}

interface Description {
  /** The header, with the effective size. */
  readonly header: TarHeader;
  readonly records: PaxRecords;
  readonly sparse: SparseFile | undefined;
}

/** The next entry's header, combined with the ones before it that describe it. Undefined at the end. */
async function readDescription(reader: ByteReader): Promise<Description | undefined> {
  let records: PaxRecords | undefined;
  for (;;) {
    const block = await reader.exactly(BLOCK_BYTES);
    if (isZeroBlock(block)) {
      demand(!records, 'corrupt', 'a long name without an entry');
      return undefined;
    }
    const header = parseTarHeader(block);
    const more = await readRecords(reader, header);
    if (!more) return describe(reader, { block, header, records });
    if (header.type === 'g') {
      demand(Object.keys(more).length === 0, 'ambiguous', 'a global name or size');
      continue;
    }
    for (const key of Object.keys(more)) {
      demand(!Object.hasOwn(records ?? {}, key), 'ambiguous', `${key} twice for one entry`);
    }
    records = { ...records, ...more };
  }
}

/** An entry's header combined with what preceded it; for a sparse file also the map, which is part of its data or header. */
async function describe(
  reader: ByteReader,
  { block, header, records = {} }: { block: Buffer; header: TarHeader; records: PaxRecords | undefined },
): Promise<Description> {
  const sizeBytes = sizeOf(header, records);
  const stated = { header: { ...header, sizeBytes }, records };
  if (header.type !== 'S' && !records.sparse) return { ...stated, sparse: undefined };
  demand(
    header.type === 'S' ? !records.sparse : KINDS[header.type] === 'file',
    'ambiguous',
    'two maps of a sparse file',
  );
  if (!records.sparse) return { ...stated, sparse: ofSize(await readOldMap(block, reader), sizeBytes) };
  const { map, sizeBytes: wholeBytes } = records.sparse;
  const leading = map ? { map, taken: 0 } : await readLeadingMap(reader, sizeBytes);
  return { ...stated, sparse: ofSize(sparseFile(leading.map, wholeBytes), sizeBytes - leading.taken) };
}

/** A map must cover exactly the data that is there. */
function ofSize(sparse: SparseFile, sizeBytes: number): SparseFile {
  demand(packedBytes(sparse) === sizeBytes, 'ambiguous', 'a sparse file whose map does not match the size of its data');
  return sparse;
}

/** What a header says about a later one; undefined for the header of an entry. */
async function readRecords(reader: ByteReader, { type, sizeBytes }: TarHeader): Promise<PaxRecords | undefined> {
  if (!'xgLK'.includes(type)) return undefined;
  demand(sizeBytes <= MAX_PAX_BYTES, 'tooLarge', 'a header larger than a megabyte');
  const data = await reader.exactly(sizeBytes);
  await reader.skip(padding(sizeBytes));
  if (type === 'x' || type === 'g') return parsePax(data);
  const end = data.indexOf(0);
  const name = tarName(end < 0 ? data : data.subarray(0, end));
  return type === 'L' ? { path: name } : { linkpath: name };
}

/** A pax size takes precedence. The header's own must then be 0 or the same: any other would be read as another file. */
function sizeOf({ sizeBytes }: TarHeader, records: PaxRecords | undefined): number {
  const size = records?.size ?? sizeBytes;
  demand(size === sizeBytes || sizeBytes === 0, 'ambiguous', 'an entry with two sizes');
  return size;
}

function entryOf(header: TarHeader, records: PaxRecords): Omit<ArchiveEntry, 'content'> {
  const own = Buffer.from(header.nameBytes).toString('latin1');
  const name = records.sparse?.name ?? records.path ?? tarName(header.nameBytes);
  const kind = kindOf(header, name);
  // The short name next to a long one is truncated, so it is not checked by itself.
  demand(!/^[/\\]|(^|[/\\])\.\.([/\\]|$)/.test(own), 'path', 'a path that points outside', own);
  demand(kind === 'file' || header.sizeBytes === 0, 'ambiguous', 'an entry with data that is not a file', name);
  const linkTarget = records.linkpath ?? tarName(header.linkBytes);
  const isLink = kind === 'symlink' || kind === 'hardlink';
  return { name, kind, executable: (header.mode & 0o100) !== 0, ...(isLink && { linkTarget }) };
}

function kindOf({ type, sizeBytes }: TarHeader, name: string): ArchiveEntry['kind'] {
  if (SPECIAL.has(type)) throw new ArchiveFault('special', 'a device or a pipe', { entry: name });
  const kind = KINDS[type];
  if (!kind) throw new ArchiveFault('unsupported', 'an entry of an unknown kind', { entry: name });
  if (kind !== 'file' || !name.endsWith('/')) return kind;
  // The oldest format has no other sign of a directory.
  demand(sizeBytes === 0, 'ambiguous', 'a directory with data', name);
  return 'directory';
}

/** Data fills whole blocks. */
function padding(sizeBytes: number): number {
  return (BLOCK_BYTES - (sizeBytes % BLOCK_BYTES)) % BLOCK_BYTES;
}
