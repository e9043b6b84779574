import { createHash, createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { decodeBase64 } from './base64.ts';

/** A public key from `cosign generate-key-pair`: a bare key without identity or log. */
export interface CosignKey {
  /** `SHA256:` and unpadded base64 of the DER key. */
  readonly fingerprint: string;
  /** The key in DER (SubjectPublicKeyInfo). */
  readonly der: Uint8Array;
}

const PEM = /^-----BEGIN PUBLIC KEY-----\r?\n([A-Za-z0-9+/=\r\n]+)-----END PUBLIC KEY-----$/;
/** The curves that NIST SP 800-131A allows. */
const MIN_RSA_BITS = 2048;

/** Reads the key in a `cosign.pub`; `undefined` for anything else, and for unsupported kinds of keys. */
export function parseCosignKey(text: string): CosignKey | undefined {
  const [, body = ''] = PEM.exec(text.trim()) ?? [];
  const der = decodeBase64(body.replaceAll(/[\r\n]/g, ''));
  return der && readCosignKey(der);
}

export function readCosignKey(der: Uint8Array): CosignKey | undefined {
  const key = publicKeyIn(der);
  return key && isStrong(key) ? { fingerprint: cosignFingerprint(der), der } : undefined;
}

function cosignFingerprint(der: Uint8Array): string {
  return `SHA256:${createHash('sha256').update(der).digest('base64').replaceAll('=', '')}`;
}

function publicKeyIn(der: Uint8Array): KeyObject | undefined {
  try {
    const key = createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' });
    // Requires the canonical encoding, so that each key has one fingerprint.
    return key.export({ format: 'der', type: 'spki' }).equals(der) ? key : undefined;
  } catch {
    return undefined;
  }
}

function isStrong({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  if (asymmetricKeyType === 'ec') return asymmetricKeyDetails?.namedCurve === 'prime256v1';
  return asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= MIN_RSA_BITS;
}
