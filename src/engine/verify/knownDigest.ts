import type { IdentityKind } from '../evidence.ts';
import { unconfirmed } from './expectedDigests.ts';
import type { ExpectedDigests } from './expectedDigests.ts';

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
