import { EngineError } from '../errors.ts';
import { compareDigests } from './expectedDigests.ts';
import type { ExpectedDigests, Comparison } from './expectedDigests.ts';
import { downgrades, seenOf } from './downgrade.ts';
import type { Last, Seen } from './downgrade.ts';
import type { SignerId } from './signers.ts';
import { isWeaker, strongest } from '../evidence.ts';
import type { ActualDigests, Change, EvidenceKind, Requirement } from '../evidence.ts';

export interface AssessmentFacts {
  /** The digests of the bytes: of every algorithm that any source speaks of. */
  readonly actual: ActualDigests;
  readonly expected: ExpectedDigests;
  /** What there was for the last version of the same source. */
  readonly lastVersion?: Last | undefined;
  /** Whom the user trusts by now. */
  readonly trusted: readonly SignerId[];
  /** The SHA-256 of what was had under this tag and name before, where its upstream id was another. */
  readonly replaced?: string | undefined;
}

export interface Assessment {
  /** The strongest who vouches for the bytes; `none` in an alarm. */
  readonly kind: EvidenceKind;
  readonly comparison: Comparison;
  /** They are not the file that was meant, or some source says otherwise than the bytes: they are not to be served, whatever the others say. */
  readonly alarm: boolean;
  /** What is weaker than it was for the last version, or other bytes than before; each needs to be accepted. */
  readonly changes: readonly Change[];
  /** For the version after this one. */
  readonly seen: Seen;
}

/**
 * Judges the bytes by all that is known. A source that disagrees is an alarm, and is never outvoted; neither a signature
 * by an untrusted key nor a file that could not be read says anything for or against them.
 *
 * @throws {TypeError} a digest that a source speaks of was not computed: a mistake of the caller
 */
export function assess({ actual, expected, trusted, lastVersion, replaced }: AssessmentFacts): Assessment {
  const comparison = compareDigests(expected, actual);
  const { identity, sources } = comparison;
  const alarm = [...identity, ...sources].some(({ fits }) => !fits);
  const seen = seenOf(sources, expected.findings, lastVersion);
  const now = actual.sha256 ?? '';
  const given = { findings: expected.findings, kind: seen.kind, trusted };
  const weaker = lastVersion && !alarm ? downgrades(lastVersion, given) : [];
  const isReplaced = replaced !== undefined && replaced !== now;
  return {
    kind: alarm ? 'none' : strongest(sources),
    comparison,
    alarm,
    changes: [...weaker, ...(isReplaced ? ([{ kind: 'replaced', before: replaced, now }] as const) : [])],
    seen,
  };
}

export function meets(kind: EvidenceKind, requirement: Requirement): boolean {
  return requirement === 'any' || !isWeaker(kind, requirement);
}

export function untrustedError(name: string, require: Requirement, kind: EvidenceKind): EngineError<'untrusted'> {
  return new EngineError('untrusted', `${name} has ${kind}, needs ${require}`, { name, require, kind });
}
