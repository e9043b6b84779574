import type * as openpgp from 'openpgp';
import type { AnyKeyPacket, PublicKey, Signature, SignaturePacket, Subkey } from 'openpgp';
import type { SignatureProblem } from '../findings.ts';

/** The least strength: 112 bits, as NIST SP 800-131A requires. */
const MIN_RSA_BITS = 2048;
/**
 * How far ahead of this machine's clock a signature may be made. A clock set to local time and read as UTC is wrong by up to
 * 14 hours; a signer gains nothing from a future date.
 */
const CLOCK_TOLERANCE_MS = 24 * 60 * 60_000;

/**
 * The problem with this one signature of the key over a document with that digest; `undefined` if it is good. Loads the
 * library.
 */
export async function checkPgpSignature(
  signatureBytes: Uint8Array,
  keyBytes: Uint8Array,
  digest: Uint8Array,
): Promise<SignatureProblem | undefined> {
  const library = await import('openpgp');
  const read = await readBoth(library, signatureBytes, keyBytes);
  if (!read) return 'unsupported';
  const { key, signer, signature, packet } = read;
  if (isWeak(signer.keyPacket)) return 'weak';
  if (await isRevoked(key, signer)) return 'revoked';
  const now = new Date();
  const made = packet.created ?? now;
  const isAhead = made > now;
  if (isAhead && made.getTime() - now.getTime() > CLOCK_TOLERANCE_MS) return 'not-yet-valid';
  const date = isAhead ? made : now;
  // If a signature packet has a digest, the library uses it as the document's, as it does for signatures that precede their
  // document. Without it, an empty document would be checked, and no good signature would verify.
  Object.assign(packet, { hashed: digest });
  const message = await library.createMessage({ binary: new Uint8Array() });
  try {
    await library.verify({ message, signature, verificationKeys: key, date, format: 'binary', expectSigned: true });
    return undefined;
  } catch {
    return (await isExpired(packet, key, { signer, date })) ? 'expired' : 'bad-signature';
  }
}

interface Both {
  readonly key: PublicKey;
  readonly signer: PublicKey | Subkey;
  readonly signature: Signature;
  readonly packet: SignaturePacket;
}

/** The one signature, and the part of the key that made it; `undefined` if the library does not support them. */
async function readBoth(
  { SignaturePacket, readKey, readSignature }: typeof openpgp,
  signatureBytes: Uint8Array,
  keyBytes: Uint8Array,
): Promise<Both | undefined> {
  try {
    const key = await readKey({ binaryKey: keyBytes });
    const signature = await readSignature({ binarySignature: signatureBytes });
    const [packet, ...more] = signature.packets;
    // A packet that the library cannot read has another class.
    if (!(packet instanceof SignaturePacket) || more.length > 0) return undefined;
    const [signer] = key.getKeys(packet.issuerKeyID);
    return signer && { key, signer, signature, packet };
  } catch {
    return undefined;
  }
}

function isWeak(packet: AnyKeyPacket): boolean {
  const { algorithm, bits } = packet.getAlgorithmInfo();
  return algorithm === 'dsa' || (algorithm.startsWith('rsa') && (bits ?? 0) < MIN_RSA_BITS);
}

/** A revocation counts whenever and for whatever reason it was made. */
async function isRevoked(key: PublicKey, signer: PublicKey | Subkey): Promise<boolean> {
  if (await key.isRevoked()) return true;
  const binding = 'mainKey' in signer ? signer.bindingSignatures[0] : undefined;
  return 'mainKey' in signer && binding !== undefined && signer.isRevoked(binding, key.keyPacket);
}

async function isExpired(
  packet: SignaturePacket,
  key: PublicKey,
  { signer, date }: { readonly signer: PublicKey | Subkey; readonly date: Date },
): Promise<boolean> {
  if (packet.isExpired(date)) return true;
  const created = packet.created ?? new Date(0);
  const ends = await Promise.all([key.getExpirationTime(), signer.getExpirationTime()]);
  return ends.some((end) => end !== null && end <= created);
}
