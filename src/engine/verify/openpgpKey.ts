import { createHash } from 'node:crypto';
import { PGP_PUBLIC_KEY, PGP_PUBLIC_SUBKEY, splitPackets } from './openpgpPackets.ts';
import type { PgpPacket } from './openpgpPackets.ts';

/** An OpenPGP public key with its subkeys. Expiry, revocation and strength are checked with a signature. */
export interface PgpKey {
  /**
   * The primary key's fingerprint as `gpg --fingerprint` shows it, without spaces: 40 hex digits (64 for version 6), upper
   * case.
   */
  readonly fingerprint: string;
  /** The fingerprints of the primary key and its subkeys; any of them may have signed. */
  readonly fingerprints: readonly string[];
  /** The key's packets, without armour. */
  readonly packets: Uint8Array;
}

/** The only key in these packets; `undefined` if there is none, more than one, or one of an unknown version. */
export function readPgpKey(packets: Uint8Array): PgpKey | undefined {
  const all = splitPackets(packets);
  if (all?.[0]?.tag !== PGP_PUBLIC_KEY || all.filter(({ tag }) => tag === PGP_PUBLIC_KEY).length > 1) return undefined;
  const keys = all.filter(({ tag }) => tag === PGP_PUBLIC_KEY || tag === PGP_PUBLIC_SUBKEY);
  const fingerprints = keys.map(fingerprintOf).filter((one) => one !== undefined);
  const [fingerprint] = fingerprints;
  return fingerprint !== undefined && fingerprints.length === keys.length
    ? { fingerprint, fingerprints, packets }
    : undefined;
}

/** Version, time, algorithm, and the shortest possible key. */
const MIN_KEY_BYTES = 6 + 32;

/** RFC 9580 §5.5.4. */
function fingerprintOf({ body }: PgpPacket): string | undefined {
  if (body.length < MIN_KEY_BYTES) return undefined;
  const hash = (algorithm: string, head: Buffer): string =>
    createHash(algorithm).update(head).update(body).digest('hex').toUpperCase();
  if (body[0] === 4) return body.length > 0xffff ? undefined : hash('sha1', lengthHead(0x99, body.length, 2));
  return body[0] === 6 ? hash('sha256', lengthHead(0x9b, body.length, 4)) : undefined;
}

function lengthHead(first: number, length: number, size: number): Buffer {
  const head = Buffer.alloc(1 + size, first);
  head.writeUIntBE(length, 1, size);
  return head;
}

/** The key id that old signatures use: the end of a version 4 fingerprint, the beginning of a version 6 one. */
export function pgpKeyId(fingerprint: string): string {
  return fingerprint.length === 40 ? fingerprint.slice(-16) : fingerprint.slice(0, 16);
}
