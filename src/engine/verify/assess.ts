import { compareDigests, disagreement } from './expectedDigests.ts';
import type { Comparison, Disagreement, ExpectedDigests } from './expectedDigests.ts';
import { downgrades, seenOf } from './downgrade.ts';
import type { Last, Seen } from './downgrade.ts';
import type { SignerId } from './signers.ts';
import { strongest } from '../evidence.ts';
import type { ActualDigests, Change, EvidenceKind } from '../evidence.ts';

export interface AssessmentFacts {
  /** The digests of the bytes, for every algorithm that any source uses. */
  readonly actual: ActualDigests;
  readonly expected: ExpectedDigests;
  /** The evidence for the last version of the same source. */
  readonly lastVersion?: Last | undefined;
  /** The signers that the user trusts now. */
  readonly trusted: readonly SignerId[];
  /** The SHA-256 that this tag and name had before, under another upstream id. */
  readonly replaced?: string | undefined;
}

export interface Assessment {
  /** The strongest kind of evidence for the bytes; `none` on a mismatch. */
  readonly kind: EvidenceKind;
  readonly comparison: Comparison;
  /**
   * Set if the bytes are not the requested file, or if some source disagrees with them: they must not be served, whatever
   * the others say.
   */
  readonly against: Disagreement | undefined;
  /** Evidence that is weaker than for the last version, or replaced bytes; the user must accept each. */
  readonly changes: readonly Change[];
  /** Stored to compare the next version with. */
  readonly seen: Seen;
}

/**
 * Judges the bytes by all known evidence. A source that disagrees is a mismatch and is never outvoted. A signature by an
 * untrusted key, or an unreadable file, counts neither for nor against the bytes.
 *
 * @throws {TypeError} if a digest that a source uses was not computed, which is a mistake of the caller
 */
export function assess({ actual, expected, trusted, lastVersion, replaced }: AssessmentFacts): Assessment {
  const comparison = compareDigests(expected, actual);
  const { sources } = comparison;
  const against = disagreement(comparison, actual);
  const seen = seenOf(sources, expected.findings, lastVersion);
  const now = actual.sha256 ?? '';
  const given = { findings: expected.findings, kind: seen.kind, trusted };
  const weaker = lastVersion && !against ? downgrades(lastVersion, given) : [];
  const isReplaced = replaced !== undefined && replaced !== now;
  return {
    kind: against ? 'none' : strongest(sources),
    comparison,
    against,
    changes: [...weaker, ...(isReplaced ? ([{ kind: 'replaced', before: replaced, now }] as const) : [])],
    seen,
  };
}
