import { strongest } from '../evidence.ts';
import type { IdentityKind, Proof, Requirement } from '../evidence.ts';
import { contradiction, isAgainst, unconfirmed } from './expectedDigests.ts';
import type { ExpectedDigests } from './expectedDigests.ts';
import { downgrades, isReleased } from './downgrade.ts';
import type { Last } from './downgrade.ts';
import { meets } from './refusal.ts';
import { trustedSigners } from './signers.ts';
import type { SignerId } from './signers.ts';
import { DEFAULT_TRUST } from './trust.ts';
import type { Trust } from './trust.ts';

/** A SHA-256 known before the bytes are here. */
export interface KnownDigest {
  /** Lower-case hex. */
  readonly sha256: string;
  /** Set if this is the only source of the digest: it identifies the file but is not evidence. */
  readonly claimedBy?: 'lock' | 'caller' | undefined;
}

/** The digest from a kept record, a lock or a caller. A listing that a caller passed in is unverified. */
const IDENTIFYING: readonly IdentityKind[] = ['kept', 'lock', 'caller'];

/**
 * The SHA-256 by which bytes can be had from anywhere: of a pin, a signed list, the instance's own listing or an earlier
 * download, else of what the user keeps, of a lock or of the caller. What an unsigned checksum file or the release notes
 * claim does not count. Call it only if the statements do not contradict each other. Pure.
 */
export function knownDigest(expected: ExpectedDigests): KnownDigest | undefined {
  const { sources, identity } = unconfirmed(expected);
  const isProven = (kind: string): boolean => kind !== 'checksum' && kind !== 'notes';
  const proof = sources.find(({ kind, digest }) => isProven(kind) && digest?.algorithm === 'sha256');
  if (proof?.digest) return { sha256: proof.digest.hex };
  const named = IDENTIFYING.flatMap((by) =>
    identity.filter(({ kind, digest }) => kind === by && digest.algorithm === 'sha256'),
  )[0];
  if (!named) return undefined;
  const { kind, digest } = named;
  return { sha256: digest.hex, claimedBy: kind === 'lock' || kind === 'caller' ? kind : undefined };
}

/** The digest of a file that is certain before any of its bytes are here. */
export interface PublishedDigest {
  /** Lower-case hex. */
  readonly sha256: string;
  /** The source: a signed list, the server or a checksum file. */
  readonly by: Pick<Proof, 'kind' | 'file' | 'keyId'>;
}

interface PublishedFacts {
  readonly expected: ExpectedDigests;
  /** Whether the file itself has a signature, which can be checked only with its bytes. */
  readonly isSigned: boolean;
  readonly lastVersion: Last | undefined;
  /** The signers that the user trusts. */
  readonly trusted: readonly SignerId[];
  readonly require: Requirement;
}

/**
 * The SHA-256 that the release publishes, if nothing in the bytes could change the judgement: all sources agree, they meet the
 * user's requirement, and they are no weaker than for the version before. `undefined` if only the bytes can decide.
 */
export function publishedDigest({
  expected,
  isSigned,
  lastVersion,
  trusted,
  require,
}: PublishedFacts): PublishedDigest | undefined {
  const { findings } = expected;
  const by = unconfirmed(expected).sources.find(
    ({ kind, digest }) => isReleased(kind) && digest?.algorithm === 'sha256',
  );
  if (!by?.digest || contradiction(expected)) return undefined;
  if (findings.checksums.some(({ signatures }) => signatures.some(isAgainst))) return undefined;
  // A trusted key's signature over the file would be stronger, and a bad one would speak against it.
  if (by.kind !== 'signature' && isSigned && trusted.length > 0) return undefined;
  const given = { findings, kind: by.kind, trusted };
  if (!meets(by.kind, require) || (lastVersion && downgrades(lastVersion, given).length > 0)) return undefined;
  return { sha256: by.digest.hex, by };
}

/**
 * Whether the evidence files of the release can be left alone: no trusted key could have signed the file, what is known meets
 * the requirement, and the version before had no more. Pure.
 */
export function needsNoRelease({
  expected,
  lastVersion,
  trust = DEFAULT_TRUST,
}: Pick<PublishedFacts, 'expected' | 'lastVersion'> & { readonly trust?: Trust | undefined }): boolean {
  const trusted = trustedSigners(trust.keys);
  const kind = strongest(unconfirmed(expected).sources);
  const given = { findings: expected.findings, kind, trusted };
  const isWeaker = lastVersion !== undefined && downgrades(lastVersion, given).length > 0;
  return trusted.length === 0 && meets(kind, trust.require) && !isWeaker;
}
