import { createPublicKey, createVerify } from 'node:crypto';
import type { Verify } from 'node:crypto';
import * as v from 'valibot';
import { decodeBase64 } from './base64.ts';
import type { CosignKey } from './cosignKey.ts';
import { parseJson } from '../parseJson.ts';
import { SIGNATURE_LIMIT_BYTES, refusedSignature } from './signature.ts';
import type { SignatureResult } from './signature.ts';
import type { SignedContent } from './signedContent.ts';

/** A signature from `cosign sign-blob --key`. */
interface CosignSignature {
  readonly bytes: Buffer;
  /** The fingerprint of the key, if the file names it. */
  readonly keyId?: string;
}

/** The format of cosign 3, and of cosign 2 with `--new-bundle-format`. */
const bundleSchema = v.object({
  verificationMaterial: v.object({ publicKey: v.object({ hint: v.optional(v.string()) }) }),
  messageSignature: v.object({ signature: v.string() }),
});

/** The format of cosign 2; `cert` is the key if it was logged. */
const legacySchema = v.object({ base64Signature: v.string(), cert: v.optional(v.string()) });

const PUBLIC_KEY = '-----BEGIN PUBLIC KEY-----';

/**
 * Reads the signature from a bundle of cosign 3 or 2, or from a `.sig` with nothing else in it. `undefined` for anything
 * else, such as a bundle with a certificate, whose signer is an identity.
 */
export function readCosignSignature(file: Uint8Array): CosignSignature | undefined {
  if (file.length > SIGNATURE_LIMIT_BYTES) return undefined;
  const text = Buffer.from(file).toString('latin1').trim();
  if (!text.startsWith('{')) return readBare(text);
  const json = parseJson(text);
  const bundle = v.safeParse(bundleSchema, json);
  if (bundle.success) {
    const { messageSignature, verificationMaterial } = bundle.output;
    const { hint } = verificationMaterial.publicKey;
    const bytes = decodeBase64(messageSignature.signature);
    return bytes && { bytes, ...(hint !== undefined && { keyId: `SHA256:${hint.replaceAll('=', '')}` }) };
  }
  const legacy = v.safeParse(legacySchema, json);
  if (!legacy.success) return undefined;
  const { base64Signature, cert = '' } = legacy.output;
  const isByKey = cert === '' || Buffer.from(cert, 'base64').toString('latin1').startsWith(PUBLIC_KEY);
  const bytes = isByKey ? decodeBase64(base64Signature) : undefined;
  return bytes && { bytes };
}

const DER_SEQUENCE = 0x30;
const RSA_BYTES = [256, 384, 512];

/** ECDSA in DER, or RSA. */
function readBare(text: string): CosignSignature | undefined {
  const bytes = decodeBase64(text.replaceAll(/[\r\n]/g, ''));
  if (!bytes) return undefined;
  const isEcdsa = bytes.length > 8 && bytes[0] === DER_SEQUENCE && bytes[1] === bytes.length - 2;
  return isEcdsa || RSA_BYTES.includes(bytes.length) ? { bytes } : undefined;
}

/** Checks a signature of a cosign key over the content. If it names no key, every trusted key is tried. */
export async function verifyCosign(
  file: Uint8Array,
  keys: readonly CosignKey[],
  content: SignedContent,
): Promise<SignatureResult> {
  const signature = readCosignSignature(file);
  if (!signature) return refusedSignature('malformed');
  const { bytes, keyId } = signature;
  const candidates = keyId === undefined ? keys : keys.filter(({ fingerprint }) => fingerprint === keyId);
  if (candidates.length === 0) return refusedSignature('unknown-key', keyId);
  const checks = candidates.map((key) => ({ key, verify: createVerify('sha256') }));
  for await (const chunk of content.chunks()) for (const { verify } of checks) verify.update(chunk);
  const signer = checks.find(({ key: { der }, verify }) => isGood(verify, der, bytes))?.key;
  if (signer) return { ok: true, keyId: signer.fingerprint };
  return keyId === undefined ? refusedSignature('unknown-key') : refusedSignature('bad-signature', keyId, 'trusted');
}

function isGood(verify: Verify, der: Uint8Array, signature: Buffer): boolean {
  try {
    return verify.verify(createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' }), signature);
  } catch {
    // The result for a malformed signature.
    return false;
  }
}
