import type { Findings, SignatureFinding } from './findings.ts';
import { isWeaker } from './rungs.ts';
import type { Rung } from './rungs.ts';

/** What the release itself gave to believe a version by: kept, so that the next version can be held against it. */
export interface Seen {
  /** The strongest of signature, server and checksum, else `none`: what the user fixed or remembers is not the release's. */
  readonly rung: Rung;
  /** The keys of all signatures, trusted or not, over the asset or over a list that has it. */
  readonly keyIds: readonly string[];
}

/** What the last version had and this one has not. */
export type Downgrade =
  | { readonly kind: 'signature-missing'; readonly before: readonly string[] }
  | { readonly kind: 'key-changed'; readonly before: readonly string[]; readonly now: readonly string[] }
  | { readonly kind: 'weaker'; readonly before: Rung; readonly now: Rung };

/**
 * In what a version is weaker than the last one. That a signature is gone, or is by another key that nobody trusts, counts
 * even where the last one's key was not trusted either: who takes a project over has not its key.
 *
 * @param rung what the release itself gives now, see `Seen`
 */
export function downgrades(last: Seen, findings: Findings, rung: Rung): readonly Downgrade[] {
  const found: Downgrade[] = [];
  const now = keyIdsIn(findings);
  const isTrusted = allSignatures(findings).some(({ problem }) => problem === undefined);
  if (last.keyIds.length > 0 && now.length === 0) found.push({ kind: 'signature-missing', before: last.keyIds });
  else if (!isTrusted && last.keyIds.length > 0 && !now.some((id) => last.keyIds.includes(id)))
    found.push({ kind: 'key-changed', before: last.keyIds, now });
  if (isWeaker(rung, last.rung)) found.push({ kind: 'weaker', before: last.rung, now: rung });
  return found;
}

/** The ids of all keys that signed, or claim to have; each once, sorted. */
export function keyIdsIn(findings: Findings): readonly string[] {
  return [...new Set(allSignatures(findings).flatMap(({ keyId }) => keyId ?? []))].sort();
}

function allSignatures({ signatures, checksums }: Findings): readonly SignatureFinding[] {
  return [...signatures, ...checksums.flatMap((one) => one.signatures)];
}
