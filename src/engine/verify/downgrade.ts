import type { Findings } from '../findings.ts';
import { isWeaker } from '../evidence.ts';
import type { Downgrade, EvidenceKind, Proof } from '../evidence.ts';
import { isAmong, needsItsKey, signersIn } from './signers.ts';
import type { SignerId } from './signers.ts';

/** The evidence that a release itself gave, stored to compare the next version with. */
export interface Seen {
  /** The strongest of signature, server and checksum, else `none`: pins and remembered digests are not the release's. */
  readonly kind: EvidenceKind;
  /** The proven signers of the asset, or of a list with it: trusted ones, or else those whose key the signature contains. */
  readonly keyIds: readonly SignerId[];
  /** The keys that its signatures name, if no signer was proven. */
  readonly claims?: readonly SignerId[] | undefined;
}

/** The evidence that an earlier version gave. */
export interface Last extends Seen {
  /** Set if it comes from other files of the source, because this one is new. */
  readonly among?: 'source';
}

/** The evidence of this version, and the signers that the user trusts now. */
interface Given {
  readonly findings: Findings;
  /** The kind that the release itself gives, see `Seen`. */
  readonly kind: EvidenceKind;
  readonly trusted: readonly SignerId[];
}

/**
 * How a version is weaker than the last one. A missing signature, or one by an untrusted other key, counts even if the last
 * one's key was not trusted either: whoever takes over a project does not have its key.
 */
export function downgrades(last: Last, given: Given): readonly Downgrade[] {
  const found = signerChange(last, given);
  if (found || isOwnChange(last, given) || !isWeaker(given.kind, last.kind)) return found ? [found] : [];
  if (hasOtherDigests(last, given)) return [];
  return [{ kind: 'weaker', before: last.kind, now: given.kind }];
}

/**
 * Whether the signer changed. A signer that was proven before must be proven again: a signature that only names the key
 * needs no key. Signers that could be checked neither then nor now are compared by name.
 */
function signerChange({ keyIds, claims = [], among }: Last, { findings, trusted }: Given): Downgrade | undefined {
  const now = signersIn(findings);
  const shown = [...now.trusted, ...now.embedded];
  const before = [...keyIds, ...claims];
  if (before.length === 0 || now.trusted.length > 0) return undefined;
  const checkable = keyIds.filter((one) => !isForgotten(one, trusted));
  const isSame = checkable.length > 0 ? isOneOf(checkable, shown) : isOneOf(before, [...shown, ...now.claimed]);
  if (isSame) return undefined;
  const others = [...shown, ...now.claimed].filter((one) => !isOneOf(before, [one]));
  const where = among && { among };
  return others.length > 0
    ? { kind: 'key-changed', before, now: others, ...where }
    : { kind: 'signature-missing', before, ...where };
}

/** The user no longer trusts that key, so its signatures can no longer be checked. */
function isForgotten(signer: SignerId, trusted: readonly SignerId[]): boolean {
  return needsItsKey(signer) && !isAmong(signer, trusted);
}

/** A signature that no longer counts because the user removed its key. */
function isOwnChange({ kind, keyIds }: Seen, { trusted }: Given): boolean {
  return kind === 'signature' && keyIds.length > 0 && !isOneOf(keyIds, trusted);
}

/**
 * The publisher still gives digests, in the release notes or of a sound kind that is not computed here, and digests were
 * all there was. Nothing was taken away: whoever could replace the file could have replaced the old digests too.
 */
function hasOtherDigests(last: Last, { findings }: Given): boolean {
  const hasDigests =
    findings.notes !== undefined || findings.checksums.some(({ problem }) => problem === 'unsupported');
  return last.kind === 'checksum' && hasDigests;
}

function isOneOf(noted: readonly SignerId[], signers: readonly SignerId[]): boolean {
  return noted.some((one) => isAmong(one, signers));
}

/**
 * @param sources everything that was compared, strongest first; none disagrees
 * @param last the evidence before. An uploader can add a signature next to the signer's own, so additional signers are not
 * recorded.
 */
export function seenOf(sources: readonly Proof[], findings: Findings, last?: Last): Seen {
  const released = sources.find(({ kind }) => isReleased(kind));
  const { trusted, embedded, claimed } = signersIn(findings);
  const same = embedded.filter((one) => last?.keyIds.some((before) => isAmong(before, [one])));
  const keyIds = trusted.length > 0 ? trusted : same.length > 0 ? same : embedded;
  const kind = released?.kind ?? 'none';
  return keyIds.length > 0 || claimed.length === 0 ? { kind, keyIds } : { kind, keyIds, claims: claimed };
}

/**
 * Whether evidence of this kind is the release's own, which others can rely on. Pins and remembered digests are this user's
 * alone, and a publisher need not repeat what was once written into the text of a release.
 */
export function isReleased(kind: EvidenceKind): boolean {
  return kind === 'signature' || kind === 'server' || kind === 'checksum';
}
