import { createHash, createPublicKey, verify } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';
import { ED25519_KEY_BYTES, ED25519_SIGNATURE_BYTES, verifyEd25519 } from './ed25519.ts';
import { readPositive, splitStrings } from './sshWire.ts';

/** Checks one signature; `type` is the signature's own name for its algorithm. `undefined` if the key cannot be loaded. */
type Check = (type: string, signature: Buffer, data: Uint8Array) => boolean;

/** The strings of a key blob after its type. */
type KeyKind = (fields: readonly Buffer[]) => Check | undefined;

const MIN_RSA_BITS = 2048;
const MAX_RSA_BITS = 16_384;
const RSA_HASHES: Readonly<Record<string, string>> = { 'rsa-sha2-256': 'sha256', 'rsa-sha2-512': 'sha512' };

const KINDS: Readonly<Record<string, { readonly fields: number; readonly read: KeyKind }>> = {
  'ssh-ed25519': { fields: 1, read: ed25519 },
  'ssh-rsa': { fields: 2, read: rsa },
  'ecdsa-sha2-nistp256': { fields: 2, read: ecdsa('nistp256', 'P-256', 'sha256', 32) },
  'ecdsa-sha2-nistp384': { fields: 2, read: ecdsa('nistp384', 'P-384', 'sha384', 48) },
  'ecdsa-sha2-nistp521': { fields: 2, read: ecdsa('nistp521', 'P-521', 'sha512', 66) },
  'sk-ssh-ed25519@openssh.com': { fields: 2, read: securityKey },
};

/** The check for a key blob; `undefined` if it is not a key, or of an unknown kind. */
function checkOf(blob: Uint8Array): { readonly type: string; readonly check: Check } | undefined {
  const type = Buffer.from(blob).toString('latin1', 4, 4 + (blob[3] ?? 0));
  const kind = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
  const [named, ...fields] = (kind && splitStrings(blob, kind.fields + 1)) ?? [];
  const check = named?.toString('latin1') === type ? kind?.read(fields) : undefined;
  return check && { type, check };
}

/** Whether the blob is a key of that type whose signatures can be checked. */
export function hasVerifier(type: string, blob: Uint8Array): boolean {
  return checkOf(blob)?.type === type;
}

/** Whether the key made the signature (RFC 4253 §6.6) over the data; `undefined` if the key cannot be used. */
export function verifySsh(blob: Uint8Array, signature: Uint8Array, data: Uint8Array): boolean | undefined {
  const key = checkOf(blob);
  if (!key) return undefined;
  // A security key appends its flags and its counter.
  const tail = key.type.startsWith('sk-') ? SECURITY_TAIL_BYTES : 0;
  if (signature.length < tail) return false;
  const [type, bytes] = splitStrings(signature.subarray(0, signature.length - tail), 2) ?? [];
  if (!type || !bytes) return false;
  const whole = Buffer.concat([bytes, signature.subarray(signature.length - tail)]);
  return key.check(type.toString('latin1'), whole, data);
}

function ed25519([key]: readonly Buffer[]): Check | undefined {
  if (key?.length !== ED25519_KEY_BYTES) return undefined;
  return (type, signature, data) => type === 'ssh-ed25519' && verifyEd25519(key, signature, data);
}

function rsa([e, n]: readonly Buffer[]): Check | undefined {
  const [exponent, modulus] = [e && readPositive(e), n && readPositive(n)];
  if (!exponent || !modulus) return undefined;
  const bits = modulus.length * 8;
  if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS) return undefined;
  const jwk = { kty: 'RSA', e: exponent.toString('base64url'), n: modulus.toString('base64url') };
  return (type, signature, data) => {
    const hash = Object.hasOwn(RSA_HASHES, type) ? RSA_HASHES[type] : undefined;
    return hash !== undefined && verifyWith(jwk, hash, signature, data);
  };
}

function ecdsa(curve: string, crv: string, hash: string, size: number): KeyKind {
  return ([named, point]) => {
    // An uncompressed point: 4, x, y. No tool in use allows compressed points.
    if (named?.toString('latin1') !== curve || point?.length !== 1 + 2 * size || point[0] !== 4) return undefined;
    const [x, y] = [point.subarray(1, 1 + size), point.subarray(1 + size)];
    const jwk = { kty: 'EC', crv, x: x.toString('base64url'), y: y.toString('base64url') };
    return (type, signature, data) => {
      const numbers = splitStrings(signature, 2)?.map((number) => readPositive(number, size));
      const [r, s] = numbers ?? [];
      if (type !== `ecdsa-sha2-${curve}` || !r || !s) return false;
      return verifyWith(jwk, hash, Buffer.concat([r, s]), data);
    };
  };
}

/** A point that is not on its curve cannot be loaded, so it signed nothing. */
function verifyWith(jwk: JsonWebKey, hash: string, signature: Buffer, data: Uint8Array): boolean {
  try {
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    return verify(hash, data, { key, dsaEncoding: 'ieee-p1363' }, signature);
  } catch {
    return false;
  }
}

const SECURITY_TAIL_BYTES = 5;
const USER_PRESENT = 0x01;

/** `sk-ssh-ed25519@openssh.com` (OpenSSH's PROTOCOL.u2f): requires that the security key was touched. */
function securityKey([key, application]: readonly Buffer[]): Check | undefined {
  if (key?.length !== ED25519_KEY_BYTES || !application) return undefined;
  const sha256 = (data: Uint8Array): Buffer => createHash('sha256').update(data).digest();
  return (type, signature, data) => {
    const tail = signature.subarray(ED25519_SIGNATURE_BYTES);
    const touched = ((tail[0] ?? 0) & USER_PRESENT) !== 0;
    if (type !== 'sk-ssh-ed25519@openssh.com' || tail.length !== SECURITY_TAIL_BYTES || !touched) return false;
    const signed = Buffer.concat([sha256(application), tail, sha256(data)]);
    return verifyEd25519(key, signature.subarray(0, ED25519_SIGNATURE_BYTES), signed);
  };
}
