import { inflateRawSync, inflateSync } from 'node:zlib';
import { dearmor } from './openpgpArmor.ts';
import { PGP_SIGNATURE, splitMessage } from './openpgpPackets.ts';
import type { PgpPacket } from './openpgpPackets.ts';
import { readPgpSignatures } from './openpgpSignature.ts';
import type { PgpSignature } from './openpgpSignature.ts';
import { SIDECAR_LIMIT_BYTES } from './sidecarText.ts';

/** A text with its signatures in one message, as `gpg --sign` writes it (RFC 9580 §10.3). Nothing is checked yet. */
export interface PgpMessage {
  readonly content: Buffer;
  readonly signatures: readonly PgpSignature[];
}

const COMPRESSED = 8;
const LITERAL = 11;
const ONE_PASS = 4;
const ARMOUR = '-----BEGIN PGP MESSAGE-----';
/** First bytes of a binary message: compressed data or a one-pass signature, in the old and the new format. */
const FIRST_TAGS = new Set([COMPRESSED, ONE_PASS]);

/** @returns `undefined` for anything else, such as a signature without its text, and if the text is too large */
export function readPgpMessage(file: Uint8Array): PgpMessage | undefined {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
  const isArmoured = bytes.toString('latin1', 0, ARMOUR.length) === ARMOUR;
  const packets = splitMessage(isArmoured ? (dearmor(bytes.toString('latin1'), 'MESSAGE') ?? Buffer.alloc(0)) : bytes);
  const [first] = packets ?? [];
  if (!packets || !first || !FIRST_TAGS.has(first.tag)) return undefined;
  const inner = first.tag === COMPRESSED && packets.length === 1 ? decompress(first.body) : packets;
  return inner && readParts(inner);
}

function decompress(body: Buffer): readonly PgpPacket[] | undefined {
  const inflate = { 1: inflateRawSync, 2: inflateSync }[body[0] ?? 0];
  try {
    return inflate && splitMessage(inflate(body.subarray(1), { maxOutputLength: SIDECAR_LIMIT_BYTES }));
  } catch {
    return undefined;
  }
}

/** Only one-pass signatures, one literal text and the signatures: anything else would not be signed. */
function readParts(packets: readonly PgpPacket[]): PgpMessage | undefined {
  const at = packets.findIndex(({ tag }) => tag === LITERAL);
  const before = packets.slice(0, Math.max(at, 0));
  const after = packets.slice(at + 1);
  const content = at < 0 ? undefined : literalText(packets[at]?.body);
  if (!content || before.some(({ tag }) => tag !== ONE_PASS)) return undefined;
  if (after.some(({ tag }) => tag !== PGP_SIGNATURE)) return undefined;
  const signatures = readPgpSignatures(Buffer.concat(after.map(({ bytes }) => bytes)));
  return signatures && { content, signatures };
}

/** The text follows the format, the file name and the date (RFC 9580 §5.9). */
function literalText(body: Buffer = Buffer.alloc(0)): Buffer | undefined {
  const begin = 2 + (body[1] ?? 0) + 4;
  return body.length < begin ? undefined : body.subarray(begin);
}
