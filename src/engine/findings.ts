import type { ErrorCode } from './errors.ts';
import type { Digest } from './evidence.ts';

/** The tools whose signatures are checked. */
export type SignatureScheme = 'minisign' | 'signify' | 'ssh' | 'sigstore' | 'cosign' | 'openpgp';

/**
 * Why a signature adds nothing. `unknown-key`: it may be good, but nobody has said that its key is to be trusted. The name
 * and the namespace are parts of what was signed: `wrong-name` is a good signature over another file's name. `expired`: the
 * signature now, or its key when it signed. `not-yet-valid`: made later than it can be by now. `weak`: by a hash or a key that can be forged.
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

/** What was made of one signature file. Plain JSON: it is kept with the record. */
export interface SignatureFinding {
  readonly file: string;
  readonly scheme?: SignatureScheme;
  /** Absent: it is good, by a trusted key. `fetch`: it did not come, see `code`. */
  readonly problem?: SignatureProblem | 'fetch';
  readonly code?: ErrorCode;
  /** The key that it names. Only `signer` says whether that key has to do with it. */
  readonly keyId?: string;
  /**
   * `trusted`: the user trusts the named key, so a signature that does not hold speaks against the file. `carried`: the
   * signature holds its own key and is good by it, but nobody trusts that key. Absent: nothing could be checked, and the
   * name of the key is a claim that takes no part in any decision. (Good ones of older records lack it.)
   */
  readonly signer?: 'trusted' | 'carried';
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
  /** It has a signature over its text in it, which is the first of its signatures. */
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
