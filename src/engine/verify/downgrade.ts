import type { Findings } from '../findings.ts';
import { isWeaker } from '../evidence.ts';
import type { Downgrade, EvidenceKind, Proof } from '../evidence.ts';
import { isAmong, needsItsKey, signersIn } from './signers.ts';
import type { SignerId } from './signers.ts';

/** What the release itself gave to believe a version by: kept, so that the next version can be compared with it. */
export interface Seen {
  /** The strongest of signature, server and checksum, else `none`: what the user fixed or remembers is not the release's. */
  readonly kind: EvidenceKind;
  /** Who was shown to have signed the asset, or a list that has it: the trusted ones, else those whose key came along. */
  readonly keyIds: readonly SignerId[];
  /** Whom its signatures name, where nobody was shown to have signed. */
  readonly claims?: readonly SignerId[] | undefined;
}

/** What an earlier version gave. */
export interface Last extends Seen {
  /** It were other files of the source: nothing is known of this one. */
  readonly among?: 'source';
}

/** What this version gives, and whom the user trusts by now. */
interface Given {
  readonly findings: Findings;
  /** What the release itself gives, see `Seen`. */
  readonly kind: EvidenceKind;
  readonly trusted: readonly SignerId[];
}

/**
 * In what a version is weaker than the last one. That a signature is gone, or is by another key that nobody trusts, counts
 * even where the last one's key was not trusted either: who takes a project over does not have its key.
 */
export function downgrades(last: Last, given: Given): readonly Downgrade[] {
  const found = signerChange(last, given);
  if (found || isOwnChange(last, given) || !isWeaker(given.kind, last.kind)) return found ? [found] : [];
  if (hasOtherDigests(last, given)) return [];
  return [{ kind: 'weaker', before: last.kind, now: given.kind }];
}

/**
 * Whether the signer is another one. Who was shown to have signed before has to be shown again: a signature that only names
 * that key could be anybody's. Only a signer whom nobody can check, then or now, is compared by name.
 */
function signerChange({ keyIds, claims = [], among }: Last, { findings, trusted }: Given): Downgrade | undefined {
  const now = signersIn(findings);
  const shown = [...now.trusted, ...now.carried];
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

/** The user trusted that key once and does not any more: without it, its signatures can no longer be checked. */
function isForgotten(signer: SignerId, trusted: readonly SignerId[]): boolean {
  return needsItsKey(signer) && !isAmong(signer, trusted);
}

/** A signature that counts no more because the user took its key off the list. */
function isOwnChange({ kind, keyIds }: Seen, { trusted }: Given): boolean {
  return kind === 'signature' && keyIds.length > 0 && !isOneOf(keyIds, trusted);
}

/**
 * The publisher still gives digests, of a sound kind that is not computed here, where digests were all there was: nothing
 * was taken away, and whoever could replace the file could have replaced the digests before.
 */
function hasOtherDigests(last: Last, { findings }: Given): boolean {
  return last.kind === 'checksum' && findings.checksums.some(({ problem }) => problem === 'unsupported');
}

function isOneOf(noted: readonly SignerId[], signers: readonly SignerId[]): boolean {
  return noted.some((one) => isAmong(one, signers));
}

/**
 * @param sources everything that was compared, strongest first; none disagrees
 * @param last what there was before. Anybody can sign beside its signer, which makes them no signer of what comes next.
 */
export function seenOf(sources: readonly Proof[], findings: Findings, last?: Last): Seen {
  const released = sources.find(({ kind }) => kind !== 'pin' && kind !== 'remembered');
  const { trusted, carried, claimed } = signersIn(findings);
  const same = carried.filter((one) => last?.keyIds.some((before) => isAmong(before, [one])));
  const keyIds = trusted.length > 0 ? trusted : same.length > 0 ? same : carried;
  const kind = released?.kind ?? 'none';
  return keyIds.length > 0 || claimed.length === 0 ? { kind, keyIds } : { kind, keyIds, claims: claimed };
}
