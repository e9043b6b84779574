/** An OpenPGP packet (RFC 9580 §4.2). */
export interface PgpPacket {
  readonly tag: number;
  readonly body: Buffer;
  /** The packet with its header. */
  readonly bytes: Buffer;
}

export const PGP_SIGNATURE = 2;
export const PGP_PUBLIC_KEY = 6;
export const PGP_PUBLIC_SUBKEY = 14;

/** All packets, with nothing after them; `undefined` for anything else, including lengths not known in advance. */
export function splitPackets(bytes: Uint8Array): readonly PgpPacket[] | undefined {
  const packets: PgpPacket[] = [];
  let rest = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  while (rest.length > 0) {
    const packet = readWhole(rest);
    if (!packet) return undefined;
    packets.push(packet);
    rest = rest.subarray(packet.bytes.length);
  }
  return packets;
}

/** The packets of a message, which may come in parts or extend to the end. */
export function splitMessage(bytes: Buffer): readonly PgpPacket[] | undefined {
  const packets: PgpPacket[] = [];
  let rest = bytes;
  while (rest.length > 0) {
    const packet = readWhole(rest) ?? readToEnd(rest) ?? readParts(rest);
    if (!packet) return undefined;
    packets.push(packet);
    rest = rest.subarray(packet.bytes.length);
  }
  return packets;
}

function readWhole(bytes: Buffer): PgpPacket | undefined {
  const head = readHead(bytes);
  const end = head ? head.begin + head.length : Infinity;
  if (!head || end > bytes.length) return undefined;
  return { tag: head.tag, body: bytes.subarray(head.begin, end), bytes: bytes.subarray(0, end) };
}

/** The old format without a length. */
function readToEnd(bytes: Buffer): PgpPacket | undefined {
  const [first = 0] = bytes;
  return (first & 0xc3) === 0x83 ? { tag: (first >> 2) & 0x0f, body: bytes.subarray(1), bytes } : undefined;
}

/** Parts whose sizes are powers of two, then the rest with its length (RFC 9580 §4.2.1.4). */
function readParts(bytes: Buffer): PgpPacket | undefined {
  const [first = 0] = bytes;
  if ((first & 0xc0) !== 0xc0) return undefined;
  const parts: Buffer[] = [];
  let at = 1;
  for (let power = bytes[at] ?? 0; power >= 224 && power < 255; power = bytes[at] ?? 0) {
    const end = at + 1 + 2 ** (power & 0x1f);
    if (end > bytes.length) return undefined;
    parts.push(bytes.subarray(at + 1, end));
    at = end;
  }
  const last = readLength(bytes.subarray(at));
  const end = last ? at + last.size + last.value : Infinity;
  if (!last || end > bytes.length) return undefined;
  const body = Buffer.concat([...parts, bytes.subarray(at + last.size, end)]);
  return { tag: first & 0x3f, body, bytes: bytes.subarray(0, end) };
}

interface Head {
  readonly tag: number;
  /** The offset of the body. */
  readonly begin: number;
  readonly length: number;
}

/** The bounds of the first packet's body: bit 7 is always set, bit 6 marks the new format. */
function readHead(bytes: Buffer): Head | undefined {
  const [first = 0] = bytes;
  if ((first & 0x80) === 0) return undefined;
  if ((first & 0x40) !== 0) {
    const length = readLength(bytes.subarray(1));
    return length && { tag: first & 0x3f, begin: 1 + length.size, length: length.value };
  }
  const size = [1, 2, 4][first & 0x03];
  if (size === undefined || bytes.length < 1 + size) return undefined;
  return { tag: (first >> 2) & 0x0f, begin: 1 + size, length: bytes.readUIntBE(1, size) };
}

/** A length in the new format, shared by packets and subpackets; partial lengths (224 to 254) are not allowed here. */
function readLength(bytes: Buffer): { readonly size: number; readonly value: number } | undefined {
  const [first = 0, second = 0] = bytes;
  if (bytes.length === 0) return undefined;
  if (first < 192) return { size: 1, value: first };
  if (first < 224) return bytes.length < 2 ? undefined : { size: 2, value: (first - 192) * 256 + second + 192 };
  return first === 255 && bytes.length >= 5 ? { size: 5, value: bytes.readUInt32BE(1) } : undefined;
}

export interface PgpSubpacket {
  readonly type: number;
  readonly body: Buffer;
}

/** The subpackets of a signature (RFC 9580 §5.2.3.7); `undefined` if they are truncated. */
export function splitSubpackets(area: Buffer): readonly PgpSubpacket[] | undefined {
  const found: PgpSubpacket[] = [];
  let rest = area;
  while (rest.length > 0) {
    const length = readLength(rest);
    if (!length || length.value === 0 || length.size + length.value > rest.length) return undefined;
    const [type = 0] = rest.subarray(length.size);
    const body = rest.subarray(length.size + 1, length.size + length.value);
    found.push({ type: type & 0x7f, body });
    rest = rest.subarray(length.size + length.value);
  }
  return found;
}
