import { createHash, createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { decodeBase64 } from './base64.ts';

/** A public key of `cosign generate-key-pair`: a key alone, without an identity and a log. */
export interface CosignKey {
  /** `SHA256:` and base64 without padding, of the key in DER. */
  readonly fingerprint: string;
  /** The key in DER (SubjectPublicKeyInfo). */
  readonly der: Uint8Array;
}

const PEM = /^-----BEGIN PUBLIC KEY-----\r?\n([A-Za-z0-9+/=\r\n]+)-----END PUBLIC KEY-----$/;
/** What NIST SP 800-131A allows. */
const MIN_RSA_BITS = 2048;

/** The key in a `cosign.pub`; `undefined` for anything else, and for kinds that are not checked here. */
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
    // One key has one spelling, so that its fingerprint is its own.
    return key.export({ format: 'der', type: 'spki' }).equals(der) ? key : undefined;
  } catch {
    return undefined;
  }
}

function isStrong({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  if (asymmetricKeyType === 'ec') return asymmetricKeyDetails?.namedCurve === 'prime256v1';
  return asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= MIN_RSA_BITS;
}
