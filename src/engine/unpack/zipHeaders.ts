import { decodeUtf8, demand } from './fault.ts';
import { zipName } from './nameText.ts';

const CENTRAL = 0x02014b50;
const CENTRAL_BYTES = 46;
const LOCAL = 0x04034b50;
export const LOCAL_BYTES = 30;

const FLAG_ENCRYPTED = 0x0001;
export const FLAG_DESCRIPTOR = 0x0008;
const FLAG_UTF8 = 0x0800;
/** Encryption, patches, strong encryption, a masked directory. */
const FLAGS_UNSUPPORTED = FLAG_ENCRYPTED | 0x0020 | 0x0040 | 0x2000;

const EXTRA_ZIP64 = 0x0001;
const EXTRA_UNICODE_PATH = 0x7075;

/** One entry in the central directory. */
export interface ZipRecord {
  readonly name: string;
  readonly nameBytes: Buffer;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly sizeBytes: number;
  /** The offset of its local header. */
  readonly start: number;
  /** The system whose attributes these are: 0 DOS, 3 Unix, 19 macOS. */
  readonly system: number;
  readonly attributes: number;
}

/** @throws ArchiveFault `corrupt` unless there are exactly `count` of them */
export function parseCentralHeaders(directory: Buffer, count: number): readonly ZipRecord[] {
  const records: ZipRecord[] = [];
  let at = 0;
  while (at < directory.length) {
    demand(at + CENTRAL_BYTES <= directory.length, 'corrupt', 'its directory is truncated');
    demand(directory.readUInt32LE(at) === CENTRAL, 'corrupt', 'its directory is damaged');
    const lengths = [28, 30, 32].map((field) => directory.readUInt16LE(at + field));
    const [nameLength = 0, extraLength = 0, commentLength = 0] = lengths;
    const end = at + CENTRAL_BYTES + nameLength + extraLength + commentLength;
    demand(end <= directory.length, 'corrupt', 'its directory is truncated');
    records.push(parseCentral(directory.subarray(at, end), nameLength, extraLength));
    at = end;
  }
  demand(records.length === count, 'corrupt', 'its directory has a different number of entries than stated');
  return records;
}

function parseCentral(header: Buffer, nameLength: number, extraLength: number): ZipRecord {
  const nameBytes = header.subarray(CENTRAL_BYTES, CENTRAL_BYTES + nameLength);
  const flags = header.readUInt16LE(8);
  const name = zipName(nameBytes, (flags & FLAG_UTF8) !== 0);
  const method = header.readUInt16LE(10);
  demand((flags & FLAGS_UNSUPPORTED) === 0, 'unsupported', 'an encrypted entry', name);
  demand(method === 0 || method === 8, 'unsupported', `an unsupported compression method (${method})`, name);
  demand(header.readUInt16LE(34) === 0, 'unsupported', 'one part of a split archive', name);
  const extra = parseExtra(header.subarray(CENTRAL_BYTES + nameLength, CENTRAL_BYTES + nameLength + extraLength));
  checkUnicodePath(extra.get(EXTRA_UNICODE_PATH), name);
  const long = longNumbers(extra.get(EXTRA_ZIP64));
  return {
    name,
    nameBytes,
    flags,
    method,
    crc: header.readUInt32LE(16),
    // In the order in which the long numbers are written (4.5.3).
    sizeBytes: long(header.readUInt32LE(24)),
    packedBytes: long(header.readUInt32LE(20)),
    start: long(header.readUInt32LE(42)),
    system: header.readUInt8(5),
    attributes: header.readUInt32LE(38),
  };
}

/** Returns the number, or the next long one if it is the marker for that. */
function longNumbers(field: Buffer | undefined): (short: number) => number {
  let at = 0;
  return (short) => {
    if (short !== 0xffffffff) return short;
    demand(field !== undefined && at + 8 <= field.length, 'corrupt', 'a long number is missing');
    const value = field.readBigUInt64LE(at);
    at += 8;
    demand(value <= BigInt(Number.MAX_SAFE_INTEGER), 'corrupt', 'an impossible number');
    return Number(value);
  };
}

/** The extra fields by their ids. */
function parseExtra(bytes: Buffer): ReadonlyMap<number, Buffer> {
  const fields = new Map<number, Buffer>();
  // Some writers pad it with zeros, to align what follows.
  for (let at = 0; at + 4 <= bytes.length;) {
    const [id, length] = [bytes.readUInt16LE(at), bytes.readUInt16LE(at + 2)];
    demand(at + 4 + length <= bytes.length, 'corrupt', 'an extra field is truncated');
    const twice = fields.has(id) && (id === EXTRA_ZIP64 || id === EXTRA_UNICODE_PATH);
    demand(!twice, 'ambiguous', 'an extra field appears twice');
    fields.set(id, bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return fields;
}

/** Info-ZIP's second name: some programs use it, some do not. */
function checkUnicodePath(field: Buffer | undefined, name: string): void {
  if (field) demand(decodeUtf8(field.subarray(5)) === name, 'ambiguous', 'an entry with two names', name);
}

/**
 * The start of an entry's data. The local header must agree with the directory, so that a program that reads the file from
 * its beginning sees the same.
 */
export function checkLocalHeader(header: Buffer, nameAndExtra: Buffer, record: ZipRecord): void {
  const { name, flags, method, crc, packedBytes, sizeBytes } = record;
  const nameLength = header.readUInt16LE(26);
  const extra = parseExtra(nameAndExtra.subarray(nameLength));
  const sameName = nameAndExtra.subarray(0, nameLength).equals(record.nameBytes);
  const localFlags = header.readUInt16LE(6);
  demand(sameName, 'ambiguous', 'an entry with two names', name);
  checkUnicodePath(extra.get(EXTRA_UNICODE_PATH), name);
  const sameKind = header.readUInt16LE(8) === method && ((localFlags ^ flags) & FLAGS_AGREED) === 0;
  demand(sameKind, 'ambiguous', 'an entry with two descriptions', name);
  const long = longNumbers(extra.get(EXTRA_ZIP64));
  const [size, packed] = [long(header.readUInt32LE(22)), long(header.readUInt32LE(18))];
  const [stated, held] = [
    [header.readUInt32LE(14), packed, size],
    [crc, packedBytes, sizeBytes],
  ];
  // With a descriptor after the data these may be 0.
  const open = (flags & FLAG_DESCRIPTOR) !== 0;
  const same = stated.every((value, index) => value === held[index] || (open && value === 0));
  demand(same, 'ambiguous', 'an entry with two sizes or checksums', name);
}

const FLAGS_AGREED = FLAGS_UNSUPPORTED | FLAG_DESCRIPTOR;

/** The lengths of the name and the extra field behind a local header. */
export function localTailBytes(header: Buffer): number {
  demand(header.readUInt32LE(0) === LOCAL, 'corrupt', 'an entry is not where the directory says');
  return header.readUInt16LE(26) + header.readUInt16LE(28);
}
