import { crc32, deflateRawSync } from 'node:zlib';

/** An entry to write. The defaults are those of a plain file made on Unix. */
export interface ZipSpec {
  readonly name: string;
  readonly body?: Buffer | string;
  /** The Unix mode with the type. @default 0o100644 */
  readonly mode?: number;
  /** @default 3, Unix */
  readonly system?: number;
  /** The lower half of the attributes. */
  readonly dosAttributes?: number;
  /** 0 or 8. Another number is written, but the bytes are stored. @default 8 */
  readonly method?: number;
  readonly flags?: number;
  /** The encoding of the name, without the flag that announces UTF-8. @default utf8, with the flag */
  readonly encoding?: BufferEncoding;
  readonly extra?: Buffer;
  /** Wrong fields for the directory. */
  readonly crc?: number;
  readonly size?: number;
  /** The value in the local header, if it differs. */
  readonly local?: { readonly name?: string; readonly crc?: number; readonly size?: number; readonly method?: number };
  /** The directory does not list this entry. */
  readonly hidden?: true;
  /** The directory lists it at the position of the entry with that number. */
  readonly at?: number;
  /** Writes the sizes and checksum after the data instead of before it. */
  readonly descriptor?: 'signed' | 'bare';
  /** Bytes between the data and the next entry. */
  readonly after?: string;
}

export interface ZipOptions {
  readonly comment?: Buffer | string;
  readonly before?: string;
  /** Wrong fields for the end record. */
  readonly count?: number;
}

/** A zip file with these entries. */
export function zipBytes(specs: readonly ZipSpec[], { comment = '', before = '', count }: ZipOptions = {}): Buffer {
  const parts = [Buffer.from(before)];
  const starts: number[] = [];
  let offset = before.length;
  for (const spec of specs) {
    const bytes = Buffer.concat([localHeader(spec), packed(spec), descriptor(spec), Buffer.from(spec.after ?? '')]);
    starts.push(offset);
    offset += bytes.length;
    parts.push(bytes);
  }
  const listed = specs.flatMap((spec, index) => (spec.hidden ? [] : [central(spec, starts[spec.at ?? index] ?? 0)]));
  const directory = Buffer.concat(listed);
  return Buffer.concat([...parts, directory, end(count ?? listed.length, [directory.length, offset], comment)]);
}

function packed({ body = '', method = 8 }: ZipSpec): Buffer {
  return method === 8 ? deflateRawSync(body) : Buffer.from(body);
}

function numbers(spec: ZipSpec): { crc: number; size: number; packed: number } {
  const body = Buffer.from(spec.body ?? '');
  return { crc: spec.crc ?? crc32(body), size: spec.size ?? body.length, packed: packed(spec).length };
}

function localHeader(spec: ZipSpec): Buffer {
  const name = Buffer.from(spec.local?.name ?? spec.name, spec.encoding);
  const { crc, size, packed } = spec.descriptor ? { crc: 0, size: 0, packed: 0 } : numbers(spec);
  const header = Buffer.alloc(30);
  header.write('PK\x03\x04', 'latin1');
  header.writeUInt16LE(20, 4);
  common(header.subarray(6), spec, spec.local?.method);
  header.writeUInt32LE(spec.local?.crc ?? crc, 14);
  header.writeUInt32LE(packed, 18);
  header.writeUInt32LE(spec.local?.size ?? size, 22);
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(spec.extra?.length ?? 0, 28);
  return Buffer.concat([header, name, spec.extra ?? Buffer.alloc(0)]);
}

function central(spec: ZipSpec, offset: number): Buffer {
  const name = Buffer.from(spec.name, spec.encoding);
  const { crc, size, packed } = numbers(spec);
  const header = Buffer.alloc(46);
  header.write('PK\x01\x02', 'latin1');
  header.writeUInt16LE(20 + (spec.system ?? 3) * 256, 4);
  header.writeUInt16LE(20, 6);
  common(header.subarray(8), spec);
  header.writeUInt32LE(crc, 16);
  header.writeUInt32LE(packed, 20);
  header.writeUInt32LE(size, 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt16LE(spec.extra?.length ?? 0, 30);
  header.writeUInt32LE((spec.mode ?? 0o100644) * 65536 + (spec.dosAttributes ?? 0), 38);
  header.writeUInt32LE(offset, 42);
  return Buffer.concat([header, name, spec.extra ?? Buffer.alloc(0)]);
}

/** Writes the flags, with that for UTF-8, and the method. */
function common(fields: Buffer, spec: ZipSpec, method = spec.method ?? 8): void {
  fields.writeUInt16LE((spec.flags ?? 0) | (spec.encoding ? 0 : 0x800) | (spec.descriptor ? 8 : 0), 0);
  fields.writeUInt16LE(method, 2);
}

function descriptor(spec: ZipSpec): Buffer {
  if (!spec.descriptor) return Buffer.alloc(0);
  const { crc, size, packed } = numbers(spec);
  const bytes = Buffer.alloc(16);
  bytes.write('PK\x07\x08', 'latin1');
  bytes.writeUInt32LE(crc, 4);
  bytes.writeUInt32LE(packed, 8);
  bytes.writeUInt32LE(size, 12);
  return spec.descriptor === 'signed' ? bytes : bytes.subarray(4);
}

function end(count: number, [size = 0, offset = 0]: readonly number[], comment: Buffer | string): Buffer {
  const record = Buffer.alloc(22);
  record.write('PK\x05\x06', 'latin1');
  record.writeUInt16LE(count, 8);
  record.writeUInt16LE(count, 10);
  record.writeUInt32LE(size, 12);
  record.writeUInt32LE(offset, 16);
  record.writeUInt16LE(Buffer.byteLength(comment), 20);
  return Buffer.concat([record, Buffer.from(comment)]);
}
