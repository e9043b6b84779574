import type { Findings } from './findings.ts';
import type { Asset, Digests } from './model.ts';

/** Digest algorithms that count as evidence, strongest first. */
export const STRONG_ALGORITHMS = ['sha512', 'sha384', 'sha256'] as const;
export type StrongAlgorithm = (typeof STRONG_ALGORITHMS)[number];

export interface Digest {
  readonly algorithm: StrongAlgorithm;
  /** Lower case. */
  readonly hex: string;
}

/** Digests one by one, strongest first, in lower case. */
export function digestsOf(digests: Digests = {}): readonly Digest[] {
  return STRONG_ALGORITHMS.flatMap((algorithm) => {
    const hex = digests[algorithm]?.toLowerCase();
    return hex ? [{ algorithm, hex }] : [];
  });
}

/**
 * Who identifies the file: a workspace's lock, the caller, a record that the user keeps, or the listing it was chosen from.
 * Any other file is refused. Being the requested file is no reason to trust it, so none of these is a kind of evidence.
 */
export const IDENTITY_KINDS = ['lock', 'caller', 'kept', 'listed'] as const;
export type IdentityKind = (typeof IDENTITY_KINDS)[number];

/** Which file a caller means. */
export interface Expected {
  readonly by: 'lock' | 'caller';
  readonly digests: Digests;
}

/** One digest of the file that was meant, and whether the bytes have it. */
export interface Identity {
  readonly kind: IdentityKind;
  readonly fits: boolean;
  readonly digest: Digest;
}

/**
 * Kinds of evidence from strong to weak: who vouches for the bytes. A pin is one that the user set by hand, `notes` the text of
 * the release itself. The order is the ladder.
 */
export const EVIDENCE_KINDS = ['pin', 'signature', 'server', 'checksum', 'notes', 'remembered', 'none'] as const;
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

/**
 * The reason for trusting a file, in one word: its strongest evidence, or `locked` if it has none and only a lock named its
 * digest. A lock says which file is meant, so `locked` is not a kind of evidence and meets no requirement.
 */
export type Grounds = EvidenceKind | 'locked';

export function groundsOf({ claimedBy, evidence: { kind } }: Grounded): Grounds {
  return kind === 'none' && claimedBy === 'lock' ? 'locked' : kind;
}

/** The needed parts of a record. */
interface Grounded {
  readonly claimedBy?: Expected['by'] | undefined;
  readonly evidence: Pick<Evidence, 'kind'>;
}

/** The least evidence that the settings may require for an owner's assets. */
export const REQUIREMENTS = ['any', 'checksum', 'server', 'signature', 'pin'] as const;
export type Requirement = (typeof REQUIREMENTS)[number];

/** The computed digests of the bytes, in lower-case hex. */
export type ActualDigests = Readonly<Partial<Record<StrongAlgorithm, string>>>;

/** What one source says about the bytes, and whether they match. Plain JSON, like all of `Evidence`. */
export interface Proof {
  readonly kind: Exclude<EvidenceKind, 'none'>;
  readonly fits: boolean;
  /** The file of the release that states it; absent for other kinds of proof. */
  readonly file?: string;
  readonly keyId?: string;
  /** The stated digest; absent for a signature over the bytes themselves. */
  readonly digest?: Digest;
}

/** A file of the release that was read, with the facts needed to fetch it again. */
export type EvidenceFile = Pick<Asset, 'name' | 'upstreamId' | 'storage' | 'sizeBytes' | 'digests' | 'externalUrl'>;

/** Evidence that the last version had and this one lacks. `among`: other files of the source had it, and this one is new. */
export type Downgrade =
  | { readonly kind: 'signature-missing'; readonly before: readonly string[]; readonly among?: 'source' }
  | {
      readonly kind: 'key-changed';
      readonly before: readonly string[];
      readonly now: readonly string[];
      readonly among?: 'source';
    }
  | { readonly kind: 'weaker'; readonly before: EvidenceKind; readonly now: EvidenceKind };

/** A change since the last time, which the user must accept. */
export type Change = Downgrade | { readonly kind: 'replaced'; readonly before: string; readonly now: string };

/** Why the bytes are trusted, as stored with the record and shown to people. */
export interface Evidence {
  /** The strongest that holds. */
  readonly kind: EvidenceKind;
  /** Everything that was compared, strongest first; each of them fits. */
  readonly sources: readonly Proof[];
  /** The result of examining the release's checksum and signature files. */
  readonly findings: Findings;
  readonly files: readonly EvidenceFile[];
  readonly digests: ActualDigests;
  /** What the instance itself listed for the file, as fetched by the engine; absent if it could not be listed. */
  readonly listed?: Digests;
  /** Not accepted yet. */
  readonly changes: readonly Change[];
  /** When it was last checked against the bytes, milliseconds since the epoch. */
  readonly checkedAt: number;
  /** When the release's evidence files were last looked up; absent if that was never possible. */
  readonly gatheredAt?: number;
  /** The set of trusted keys that it was judged by, see `Trust.id`. */
  readonly trustId?: string;
  /** `EVIDENCE_RULES` of the version that judged it. */
  readonly rules: number;
}

/** Raised when sources are judged so differently that evidence of older records must be judged again. */
export const EVIDENCE_RULES = 2;

/** Whether the kind vouches for the bytes beyond "nothing contradicts them". */
export function isVerified({ kind }: Pick<Evidence, 'kind'>): boolean {
  return kind !== 'none' && kind !== 'remembered' && kind !== 'notes';
}

/** Whether the first is lower on the ladder than the second. */
export function isWeaker(one: EvidenceKind, other: EvidenceKind): boolean {
  return EVIDENCE_KINDS.indexOf(one) > EVIDENCE_KINDS.indexOf(other);
}

/** Strongest first; the order of equals stays. */
export function byStrength(sources: readonly Proof[]): readonly Proof[] {
  return sources.toSorted((one, other) => EVIDENCE_KINDS.indexOf(one.kind) - EVIDENCE_KINDS.indexOf(other.kind));
}

/** The strongest kind among these. */
export function strongest(sources: readonly Proof[]): EvidenceKind {
  return byStrength(sources)[0]?.kind ?? 'none';
}
