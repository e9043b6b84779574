import { strongest } from '../evidence.ts';
import type { Requirement, Proof } from '../evidence.ts';
import { meets } from './assess.ts';
import { contradiction, isAgainst, unconfirmed } from './expectedDigests.ts';
import type { ExpectedDigests } from './expectedDigests.ts';
import { downgrades, isReleased } from './downgrade.ts';
import type { Last } from './downgrade.ts';
import { trustedSigners } from './signers.ts';
import type { SignerId } from './signers.ts';
import { DEFAULT_TRUST } from './trust.ts';
import type { Trust } from './trust.ts';

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
 * The SHA-256 that the release publishes, if nothing in the bytes could change the verdict: all sources agree, they meet the
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
