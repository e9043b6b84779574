import { pgpKeyId } from './openpgpKey.ts';
import type { PgpKey } from './openpgpKey.ts';
import { PGP_SIGNATURE, splitPackets, splitSubpackets } from './openpgpPackets.ts';
import type { PgpPacket, PgpSubpacket } from './openpgpPackets.ts';

/** The fields of a signature packet (RFC 9580 §5.2.3) needed before checking it. */
export interface PgpSignature {
  /** The type of the signature. Only those over a document count for a file. */
  readonly type: number;
  readonly hash: number;
  /** The fingerprint or key id of the signer, in upper-case hex. It is a claim: it finds the key to check with. */
  readonly issuer: string;
  /** The bytes hashed before the document (in version 6) and after it. */
  readonly salt: Uint8Array;
  readonly trailer: Uint8Array;
  readonly bytes: Uint8Array;
}

export const OVER_BINARY = 0x00;
export const OVER_TEXT = 0x01;

const ISSUER_KEY_ID = 16;
const ISSUER_FINGERPRINT = 33;

/** All signatures in the packets; `undefined` if there is none, or anything else. */
export function readPgpSignatures(packets: Uint8Array): readonly PgpSignature[] | undefined {
  const signatures = splitPackets(packets)?.map(readSignature);
  const read = signatures?.filter((one) => one !== undefined);
  return read !== undefined && read.length > 0 && read.length === signatures?.length ? read : undefined;
}

function readSignature({ tag, body, bytes }: PgpPacket): PgpSignature | undefined {
  const [version, type, , hash] = body;
  if (tag !== PGP_SIGNATURE || type === undefined || hash === undefined) return undefined;
  // Lengths have two octets in version 4 and four in version 6.
  const size = { 4: 2, 6: 4 }[version ?? 0];
  const hashed = size && readArea(body, 4, size);
  const unhashed = hashed && readArea(body, hashed.end, size);
  if (!hashed || !unhashed) return undefined;
  const [signed, claimed] = [splitSubpackets(hashed.area), splitSubpackets(unhashed.area)];
  const issuer = signed && claimed && (issuerIn(signed) ?? issuerIn(claimed));
  if (issuer === undefined) return undefined;
  const salt = version === 6 ? readSalt(body, unhashed.end) : Buffer.alloc(0);
  return salt && { type, hash, issuer, salt, trailer: trailerOf(body.subarray(0, hashed.end)), bytes };
}

/** Two octets of the digest, then the salt with its length. */
function readSalt(body: Buffer, end: number): Buffer | undefined {
  const at = end + 2;
  const length = body[at] ?? 0;
  const salt = body.subarray(at + 1, at + 1 + length);
  return length > 0 && salt.length === length ? salt : undefined;
}

/**
 * The signed part of the signature itself (RFC 9580 §5.2.4): everything up to the end of its hashed part, and the length of
 * that.
 */
function trailerOf(signed: Buffer): Buffer {
  const end = Buffer.from([signed[0] ?? 0, 0xff, 0, 0, 0, 0]);
  end.writeUInt32BE(signed.length, 2);
  return Buffer.concat([signed, end]);
}

function readArea(body: Buffer, at: number, size: number): { readonly area: Buffer; readonly end: number } | undefined {
  if (at + size > body.length) return undefined;
  const end = at + size + body.readUIntBE(at, size);
  return end > body.length ? undefined : { area: body.subarray(at + size, end), end };
}

function issuerIn(subpackets: readonly PgpSubpacket[]): string | undefined {
  const [fingerprint, keyId] = [ISSUER_FINGERPRINT, ISSUER_KEY_ID].map(
    (type) => subpackets.find((one) => one.type === type)?.body,
  );
  // The key's version precedes its fingerprint.
  return (fingerprint?.subarray(1) ?? keyId)?.toString('hex').toUpperCase();
}

/** The key that a signature names, if it is one of these. */
export function claimedSigner({ issuer }: PgpSignature, keys: readonly PgpKey[]): PgpKey | undefined {
  return keys.find(({ fingerprints }) =>
    fingerprints.some((fingerprint) => fingerprint === issuer || pgpKeyId(fingerprint) === issuer),
  );
}
