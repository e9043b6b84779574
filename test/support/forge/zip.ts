import { crc32, deflateRawSync } from 'node:zlib';

/** A zip archive of regular files, enough for what the demo forge publishes. */
export function zipOf(files: Readonly<Record<string, Buffer>>): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, body] of Object.entries(files)) {
    const packed = deflateRawSync(body, { level: 1 });
    const common = commonFields(name, body, packed.length);
    const local = Buffer.concat([words([0x50, 0x4b, 3, 4]), common, words([0, 0]), Buffer.from(name), packed]);
    locals.push(local);
    central.push(centralEntry(name, common, offset));
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  return Buffer.concat([...locals, directory, endOf(central.length, directory.length, offset)]);
}

const words = (bytes: readonly number[]): Buffer => Buffer.from(bytes);
const MADE_AT = (2026 - 1980) * 512 + 32 + 1;

/** The fields that occur both before the file and in the directory. */
function commonFields(name: string, body: Buffer, packedBytes: number): Buffer {
  const fields = Buffer.alloc(24);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(8, 4);
  fields.writeUInt16LE(MADE_AT, 8);
  fields.writeUInt32LE(crc32(body), 10);
  fields.writeUInt32LE(packedBytes, 14);
  fields.writeUInt32LE(body.length, 18);
  fields.writeUInt16LE(Buffer.byteLength(name), 22);
  return fields;
}

function centralEntry(name: string, common: Buffer, offset: number): Buffer {
  const rest = Buffer.alloc(16);
  // Made on Unix: an executable regular file.
  rest.writeUInt32LE(0o100755 * 65536, 8);
  rest.writeUInt32LE(offset, 12);
  return Buffer.concat([words([0x50, 0x4b, 1, 2, 20, 3]), common, rest, Buffer.from(name)]);
}

function endOf(entries: number, sizeBytes: number, offset: number): Buffer {
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(entries, 8);
  end.writeUInt16LE(entries, 10);
  end.writeUInt32LE(sizeBytes, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}
