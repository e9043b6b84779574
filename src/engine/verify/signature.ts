import type { SignatureFinding, SignatureProblem } from '../findings.ts';

/** Signature files have a few hundred bytes; RSA keys and long comments add some kilobytes. */
export const SIGNATURE_LIMIT_BYTES = 32 * 1024;

/** How far the signer was checked; see `SignatureFinding`. */
type CheckedSigner = NonNullable<SignatureFinding['signer']>;

export type SignatureResult =
  | {
      readonly ok: true;
      /** The trusted key that made it, as its own tool shows it. */
      readonly keyId: string;
      /** The signed comment, in the signer's words. */
      readonly comment?: string;
    }
  | {
      readonly ok: false;
      readonly reason: SignatureProblem;
      /** The key that the file names. */
      readonly keyId?: string;
      /** Absent if that name is a mere claim. */
      readonly signer?: CheckedSigner;
    };

export function refusedSignature(reason: SignatureProblem, keyId?: string, signer?: CheckedSigner): SignatureResult {
  return { ok: false, reason, ...(keyId !== undefined && { keyId }), ...(signer && { signer }) };
}

/** Decoded as Latin-1, so that signed text keeps its bytes. Drops blank lines at the end. */
export function signatureLines(file: Uint8Array): readonly string[] {
  const lines = Buffer.from(file).toString('latin1').split(/\r?\n/);
  return lines.slice(0, lines.findLastIndex((line) => line !== '') + 1);
}
