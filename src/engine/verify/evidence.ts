/** Kinds of evidence from strong to weak. The order is the ladder. */
export const EVIDENCE_KINDS = ['pin', 'registryDigest', 'attachmentDigest', 'remembered', 'none'] as const;
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

/** Why the bytes are believed, as it is kept with the record and shown to people. */
export interface Evidence {
  readonly kind: EvidenceKind;
  /** The digest that was compared; absent for `none`. */
  readonly algorithm?: 'sha256' | 'sha512';
  readonly hex?: string;
  /** When it was last checked against the bytes, milliseconds since the epoch. */
  readonly checkedAt: number;
}

/** Whether the kind vouches for the bytes beyond "nothing contradicts them". */
export function isVerified(evidence: Evidence): boolean {
  return evidence.kind !== 'none' && evidence.kind !== 'remembered';
}

/** The one that is higher on the ladder; the first where they are equal. */
export function stronger(one: Evidence, other: Evidence): Evidence {
  return EVIDENCE_KINDS.indexOf(other.kind) < EVIDENCE_KINDS.indexOf(one.kind) ? other : one;
}
