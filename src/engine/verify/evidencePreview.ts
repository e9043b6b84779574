import { strongest } from '../evidence.ts';
import type { EvidenceFile, EvidenceKind } from '../evidence.ts';
import type { Findings, SignatureScheme } from '../findings.ts';
import type { EvidenceCheck } from './evidenceCheck.ts';
import { contradiction, unconfirmed } from './expectedDigests.ts';
import { gatheredFiles } from './gather.ts';
import type { GatheredSignature } from './gather.ts';
import { schemeOf } from './signatureSchemes.ts';

/** A signature over the file itself, which can be checked only with its bytes. */
export interface UncheckedSignature {
  readonly file: string;
  /** Absent if its scheme is unknown, or if it could not be fetched. */
  readonly scheme?: SignatureScheme;
}

/** The evidence that a release has for one of its files, as far as it shows without the bytes. */
export interface EvidencePreview {
  /** The strongest evidence that the release itself gives: `signature` for a signed list, `server`, `checksum` or `none`. */
  readonly kind: EvidenceKind;
  readonly findings: Findings;
  readonly unchecked: readonly UncheckedSignature[];
  /** The file of the release, if any, that contradicts the others. */
  readonly contradiction?: string | undefined;
  /** The evidence files that were read. */
  readonly read: readonly string[];
}

export function previewEvidence({ expected, gathered }: Pick<EvidenceCheck, 'expected' | 'gathered'>): EvidencePreview {
  const released = unconfirmed(expected).sources.filter(({ kind }) => kind !== 'pin' && kind !== 'remembered');
  const against = contradiction({ ...expected, pins: [], remembered: undefined });
  return {
    kind: against ? 'none' : strongest(released),
    findings: expected.findings,
    unchecked: (gathered?.signatures ?? []).map(uncheckedOf),
    contradiction: against && (against.source.file ?? against.source.kind),
    read: gathered ? gatheredFiles(gathered).map(({ name }) => name) : [],
  };
}

function uncheckedOf({ file: { name }, fetched }: GatheredSignature<EvidenceFile>): UncheckedSignature {
  const scheme = fetched.ok ? schemeOf(name, fetched.bytes) : undefined;
  return { file: name, ...(scheme && { scheme }) };
}
