import type { ErrorCode } from '../errors.ts';
import type { FileOfRelease } from './checksumFiles.ts';
import type { ChecksumProblem, Digest } from './checksums.ts';
import type { Gathered, GatheredChecksums, GatheredSignature } from './gather.ts';
import type { SignedFile } from './minisign.ts';
import { verifyClearsigned } from './openpgp.ts';
import type { SignatureProblem, SignatureResult } from './signature.ts';
import { verifySignature } from './signatureSchemes.ts';
import type { SignatureScheme, TrustedKeys } from './signatureSchemes.ts';
import { contentOf } from './signedContent.ts';

/** What was made of one signature file. Plain JSON: it is kept with the record. */
export interface SignatureFinding {
  readonly file: string;
  readonly scheme?: SignatureScheme;
  /** Absent: it is good, by a trusted key. `fetch`: it did not come, see `code`. */
  readonly problem?: SignatureProblem | 'fetch';
  readonly code?: ErrorCode;
  /** The key that made it; with a problem, the one that it claims. */
  readonly keyId?: string;
  readonly comment?: string;
}

/** What was made of one checksum file. Plain JSON. */
export interface ChecksumFinding {
  readonly file: string;
  readonly scope: 'asset' | 'list';
  readonly problem?: ChecksumProblem | 'fetch';
  readonly code?: ErrorCode;
  /** Empty with a problem. */
  readonly digests: readonly Digest[];
  readonly clearsigned?: boolean;
  /** Over the checksum file; a good one makes it speak for its signer. */
  readonly signatures: readonly SignatureFinding[];
}

export interface Findings {
  /** Over the asset itself. */
  readonly signatures: readonly SignatureFinding[];
  readonly checksums: readonly ChecksumFinding[];
}

export const NO_FINDINGS: Findings = { signatures: [], checksums: [] };

/** Checks the checksum files that were gathered, and with the keys that are trusted the signatures over them. */
export function examineChecksums<T extends FileOfRelease>(
  { checksums }: Gathered<T>,
  keys: TrustedKeys,
): Promise<readonly ChecksumFinding[]> {
  return Promise.all(checksums.map((one) => checksumFinding(one, keys)));
}

/** Checks the signatures that were gathered over the asset itself, with its own bytes. */
export function examineSignatures<T extends FileOfRelease>(
  { signatures }: Gathered<T>,
  keys: TrustedKeys,
  asset: SignedFile,
): Promise<readonly SignatureFinding[]> {
  return signatureFindings(signatures, keys, asset);
}

async function checksumFinding<T extends FileOfRelease>(
  { file, scope, received, result, signatures }: GatheredChecksums<T>,
  keys: TrustedKeys,
): Promise<ChecksumFinding> {
  const base = { file: file.name, scope, digests: [], signatures: [] };
  if (!received.ok) return { ...base, problem: 'fetch', code: received.code };
  if (!result?.ok) return { ...base, problem: result?.reason ?? 'malformed' };
  const signed = { name: file.name, content: contentOf(received.bytes) };
  const { digests, clearsigned } = result;
  const beside = await signatureFindings(signatures, keys, signed);
  if (!clearsigned) return { ...base, digests, signatures: beside };
  const own = finding(file.name, 'openpgp', await verifyClearsigned(received.bytes, keys.openpgp));
  return { ...base, digests, clearsigned, signatures: [own, ...beside] };
}

function signatureFindings<T extends FileOfRelease>(
  signatures: readonly GatheredSignature<T>[],
  keys: TrustedKeys,
  signed: SignedFile,
): Promise<readonly SignatureFinding[]> {
  return Promise.all(
    signatures.map(async ({ file: { name }, received }): Promise<SignatureFinding> => {
      if (!received.ok) return { file: name, problem: 'fetch', code: received.code };
      const { scheme, result } = await verifySignature({ name, bytes: received.bytes }, keys, signed);
      return finding(name, scheme, result);
    }),
  );
}

function finding(file: string, scheme: SignatureScheme | undefined, result: SignatureResult): SignatureFinding {
  const { keyId } = result;
  return {
    file,
    ...(scheme && { scheme }),
    ...(keyId !== undefined && { keyId }),
    ...(result.ok ? result.comment !== undefined && { comment: result.comment } : { problem: result.reason }),
  };
}
