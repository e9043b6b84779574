import type { SignatureFinding, SignatureProblem } from '../findings.ts';

/** Signature files are a few hundred bytes; RSA keys and long comments make some kilobytes. */
export const SIGNATURE_LIMIT_BYTES = 32 * 1024;

/** Who made a signature, as far as it was checked; see `SignatureFinding`. */
type CheckedSigner = NonNullable<SignatureFinding['signer']>;

export type SignatureResult =
  | {
      readonly ok: true;
      /** The trusted key that made it, as its own tool shows it. */
      readonly keyId: string;
      /** What else was signed, in the signer's words. */
      readonly comment?: string;
    }
  | {
      readonly ok: false;
      readonly reason: SignatureProblem;
      /** The key that the file names. */
      readonly keyId?: string;
      /** Absent where that name is a mere claim. */
      readonly signer?: CheckedSigner;
    };

export function refusedSignature(reason: SignatureProblem, keyId?: string, signer?: CheckedSigner): SignatureResult {
  return { ok: false, reason, ...(keyId !== undefined && { keyId }), ...(signer && { signer }) };
}

/** As Latin-1, so that text which was signed keeps its bytes. Without the blank lines at the end, of which there may be any. */
export function signatureLines(file: Uint8Array): readonly string[] {
  const lines = Buffer.from(file).toString('latin1').split(/\r?\n/);
  return lines.slice(0, lines.findLastIndex((line) => line !== '') + 1);
}
