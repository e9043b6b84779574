import type { ErrorCode } from './errors.ts';
import type { Digest } from './evidence.ts';

/** The tools whose signatures are checked. */
export type SignatureScheme = 'minisign' | 'signify' | 'ssh' | 'sigstore' | 'cosign' | 'openpgp';

/**
 * Why a signature proves nothing. `unknown-key`: it may be good, but its key is not trusted. The name and the namespace are
 * part of what was signed: `wrong-name` is a good signature over another file's name. `expired`: the signature is expired,
 * or its key was when it signed. `not-yet-valid`: dated in the future. `weak`: its hash or key can be forged.
 */
export type SignatureProblem =
  | 'malformed'
  | 'too-large'
  | 'content-too-large'
  | 'unsupported'
  | 'unknown-key'
  | 'bad-signature'
  | 'wrong-name'
  | 'wrong-namespace'
  | 'expired'
  | 'not-yet-valid'
  | 'revoked'
  | 'weak';

/**
 * Why a checksum file says nothing about an asset. `ambiguous`: more than one answer. `no-entry`: it is about other files.
 * `weak`: only MD5, SHA-1 and the like. `html`: a page. `unsupported`: only algorithms that are not computed here.
 */
export type ChecksumProblem = 'ambiguous' | 'no-entry' | 'weak' | 'html' | 'too-large' | 'malformed' | 'unsupported';

/** The result of examining one signature file. Plain JSON: it is stored with the record. */
export interface SignatureFinding {
  readonly file: string;
  readonly scheme?: SignatureScheme;
  /** Absent: it is good, by a trusted key. `fetch`: it could not be fetched, see `code`. */
  readonly problem?: SignatureProblem | 'fetch';
  readonly code?: ErrorCode;
  /** The key that it names. Only `signer` says whether that key made it. */
  readonly keyId?: string;
  /**
   * `trusted`: the user trusts the named key, so a bad signature counts against the file. `carried`, as records on disk call
   * it: the signature contains its own key and is good by it, but the user does not trust that key. Absent: nothing could be checked, and the key's name is a
   * claim that no decision uses. (Good signatures of older records lack it.)
   */
  readonly signer?: 'trusted' | 'carried';
  readonly comment?: string;
}

/** The result of examining one checksum file. Plain JSON. */
export interface ChecksumFinding {
  readonly file: string;
  readonly scope: 'asset' | 'list';
  readonly problem?: ChecksumProblem | 'fetch';
  readonly code?: ErrorCode;
  /** Empty with a problem. */
  readonly digests: readonly Digest[];
  /** Whether it is a signed text itself; that signature is the first of its signatures. */
  readonly clearsigned?: boolean;
  /** Signatures over the checksum file; a good one makes the list count as its signer's. */
  readonly signatures: readonly SignatureFinding[];
}

export interface Findings {
  /** Signatures over the asset itself. */
  readonly signatures: readonly SignatureFinding[];
  readonly checksums: readonly ChecksumFinding[];
  /** The digests in the release notes; looked for if no file of the release has one. */
  readonly notes?: readonly Digest[];
}

export const NO_FINDINGS: Findings = { signatures: [], checksums: [] };
