import type { Findings, SignatureFinding } from '../findings.ts';
import { isWeaker } from '../evidence.ts';
import type { Downgrade, EvidenceKind, Source } from '../evidence.ts';

/** What the release itself gave to believe a version by: kept, so that the next version can be held against it. */
export interface Seen {
  /** The strongest of signature, server and checksum, else `none`: what the user fixed or remembers is not the release's. */
  readonly kind: EvidenceKind;
  /**
   * The trusted keys of good signatures over the asset or over a list that has it; where there are none, those that the
   * signatures claim.
   */
  readonly keyIds: readonly string[];
}

/**
 * In what a version is weaker than the last one. That a signature is gone, or is by another key that nobody trusts, counts
 * even where the last one's key was not trusted either: who takes a project over has not its key.
 *
 * @param kind what the release itself gives now, see `Seen`
 */
export function downgrades(last: Seen, findings: Findings, kind: EvidenceKind): readonly Downgrade[] {
  const found: Downgrade[] = [];
  const now = keyIdsIn(findings, isClaimed);
  const isTrusted = allSignatures(findings).some(isGood);
  if (last.keyIds.length > 0 && now.length === 0) found.push({ kind: 'signature-missing', before: last.keyIds });
  else if (!isTrusted && last.keyIds.length > 0 && !now.some((id) => last.keyIds.includes(id)))
    found.push({ kind: 'key-changed', before: last.keyIds, now });
  // A key that signs as before, and that the user trusts no longer, is the user's own change.
  const isForgotten = last.kind === 'signature' && now.some((id) => last.keyIds.includes(id));
  if (found.length > 0 || isForgotten || !isWeaker(kind, last.kind)) return found;
  return [{ kind: 'weaker', before: last.kind, now: kind }];
}

/** @param sources all that were heard, strongest first; without an alarm */
export function seenOf(sources: readonly Source[], findings: Findings): Seen {
  const released = sources.find(({ kind }) => kind !== 'pin' && kind !== 'remembered');
  const good = keyIdsIn(findings, isGood);
  return { kind: released?.kind ?? 'none', keyIds: good.length > 0 ? good : keyIdsIn(findings, isClaimed) };
}

function isGood({ problem }: SignatureFinding): boolean {
  return problem === undefined;
}

/** Anybody can name a key in a signature that was refused before its key was asked: that is as good as none. */
function isClaimed({ problem }: SignatureFinding): boolean {
  return problem === undefined || problem === 'unknown-key';
}

/** The ids of the keys of such signatures; each once, sorted. */
function keyIdsIn(findings: Findings, which: (one: SignatureFinding) => boolean): readonly string[] {
  const ids = allSignatures(findings).flatMap((one) => (which(one) ? (one.keyId ?? []) : []));
  return [...new Set(ids)].sort();
}

function allSignatures({ signatures, checksums }: Findings): readonly SignatureFinding[] {
  return [...signatures, ...checksums.flatMap((one) => one.signatures)];
}
