import { demand } from './fault.ts';
import { parseCentralHeaders } from './zipHeaders.ts';
import type { ZipRecord } from './zipHeaders.ts';
import type { ZipFile } from './zipFile.ts';

const END = 0x06054b50;
const END_BYTES = 22;
const END_64 = 0x06064b50;
const END_64_BYTES = 56;
const LOCATOR_64 = 0x07064b50;
const LOCATOR_64_BYTES = 20;
const MAX_COMMENT_BYTES = 0xffff;

/** Far more than the allowed number of entries takes. */
const MAX_DIRECTORY_BYTES = 64 * 1024 * 1024;

interface ZipDirectory {
  readonly records: readonly ZipRecord[];
  /** Its start, which is where the entries end. */
  readonly start: number;
}

interface End {
  readonly count: number;
  readonly sizeBytes: number;
  readonly start: number;
}

/**
 * The central directory (APPNOTE.TXT 6.3.10, 4.3.12 to 4.3.16). It must reach from where the end record says to that record,
 * and the record's comment to the last byte: a file that can be read in more than one way is refused.
 * @throws ArchiveFault `corrupt`, `ambiguous`, `unsupported`
 */
export async function readZipDirectory(file: ZipFile, maxEntries: number): Promise<ZipDirectory> {
  const tailStart = Math.max(0, file.sizeBytes - END_BYTES - MAX_COMMENT_BYTES);
  const tail = await file.read(tailStart, file.sizeBytes - tailStart);
  const at = findEnd(tail);
  const record = tail.subarray(at);
  const short = { count: record.readUInt16LE(10), sizeBytes: record.readUInt32LE(12), start: record.readUInt32LE(16) };
  const disks = [record.readUInt16LE(4), record.readUInt16LE(6)];
  const oneDisk = disks.every((disk) => disk === 0 || disk === 0xffff) && record.readUInt16LE(8) === short.count;
  demand(oneDisk, 'unsupported', 'one part of a split archive');
  const { end, endsAt } = await readEnd64(file, tailStart + at, short);
  demand(end.start + end.sizeBytes === endsAt, 'ambiguous', 'data before or after its directory');
  demand(end.count <= maxEntries, 'tooMany', `more than ${maxEntries} entries`);
  demand(end.sizeBytes <= MAX_DIRECTORY_BYTES, 'tooLarge', 'its directory is too large');
  return { records: parseCentralHeaders(await file.read(end.start, end.sizeBytes), end.count), start: end.start };
}

function findEnd(tail: Buffer): number {
  const found: number[] = [];
  for (let at = tail.length - END_BYTES; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) === END && at + END_BYTES + tail.readUInt16LE(at + 20) === tail.length) found.push(at);
  }
  demand(found.length > 0, 'corrupt', 'it has no end record');
  demand(found.length === 1, 'ambiguous', 'it has two end records');
  return found[0] ?? 0;
}

/** The long end record if there is one: directly before its locator, which is directly before the short one. */
async function readEnd64(file: ZipFile, at: number, short: End): Promise<{ end: End; endsAt: number }> {
  const locatorAt = at - LOCATOR_64_BYTES;
  const locator = locatorAt >= END_64_BYTES ? await file.read(locatorAt, LOCATOR_64_BYTES) : Buffer.alloc(4);
  if (locator.readUInt32LE(0) !== LOCATOR_64) {
    const isShort = short.count < 0xffff && short.sizeBytes < 0xffffffff && short.start < 0xffffffff;
    demand(isShort, 'corrupt', 'its long end record is missing');
    return { end: short, endsAt: at };
  }
  const endsAt = whole(locator, 8);
  const record = await file.read(endsAt, END_64_BYTES);
  demand(
    record.readUInt32LE(0) === END_64 && endsAt + 12 + whole(record, 4) === locatorAt,
    'ambiguous',
    'it has two end records',
  );
  const oneDisk = record.readUInt32LE(16) === 0 && record.readUInt32LE(20) === 0 && locator.readUInt32LE(4) === 0;
  demand(oneDisk, 'unsupported', 'one part of a split archive');
  const end = { count: whole(record, 32), sizeBytes: whole(record, 40), start: whole(record, 48) };
  const agrees =
    whole(record, 24) === end.count &&
    (short.count === 0xffff || short.count === end.count) &&
    (short.sizeBytes === 0xffffffff || short.sizeBytes === end.sizeBytes) &&
    (short.start === 0xffffffff || short.start === end.start);
  demand(agrees, 'ambiguous', 'its two end records differ');
  return { end, endsAt };
}

/** A 64-bit number in the range of file sizes. */
function whole(buffer: Buffer, at: number): number {
  const value = buffer.readBigUInt64LE(at);
  demand(value <= BigInt(Number.MAX_SAFE_INTEGER), 'corrupt', 'an impossible number');
  return Number(value);
}
