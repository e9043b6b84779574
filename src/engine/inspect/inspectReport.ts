import type { FitReason } from '../fitReason.ts';
import type { ErrorCode } from '../errors.ts';
import type { EvidenceKind } from '../evidence.ts';
import type { ChecksumFinding, Findings, SignatureFinding } from '../findings.ts';
import type { Header } from '../machine/program.ts';
import type { Match } from '../match/matchAssets.ts';
import type { ArtifactSource } from '../model.ts';
import type { Platform } from '../project/platforms.ts';
import type { UncheckedSignature } from '../verify/evidencePreview.ts';

/** What users of a release get. Plain JSON; all names are the publisher's text. */
export interface InspectReport {
  readonly instance: string;
  readonly source: ArtifactSource;
  readonly version: string;
  readonly platforms: readonly InspectedPlatform[];
  /** The files to run, unpack or install, picked ones first. */
  readonly files: readonly InspectedFile[];
  /** How many further files were not examined. */
  readonly omitted: number;
  readonly gaps: readonly Gap[];
  /** The checksum files and signatures that were read, and the files downloaded whole. */
  readonly read: readonly string[];
  readonly downloaded: readonly string[];
}

export interface InspectedPlatform {
  readonly platform: Platform;
  readonly match: Match['kind'];
  /** The picked file. */
  readonly file?: string | undefined;
  /** Why it was picked. */
  readonly reasons: readonly FitReason[];
  readonly assumptions: readonly FitReason[];
  /** Why the user must choose, and among which files. */
  readonly why?: Extract<Match, { kind: 'ask' }>['why'] | undefined;
  readonly candidates: readonly string[];
}

export interface InspectedFile {
  readonly name: string;
  readonly sizeBytes?: number | undefined;
  /** The platforms for which it is picked. */
  readonly platforms: readonly Platform[];
  readonly kind: EvidenceKind;
  /** Whether its own bytes were checked, not only the files next to it. */
  readonly isProven: boolean;
  readonly findings: Findings;
  readonly unchecked: readonly UncheckedSignature[];
  readonly contradiction?: string | undefined;
  readonly contents?: Contents | undefined;
  /** Why it could not be examined. */
  readonly error?: { readonly code: ErrorCode; readonly message: string } | undefined;
}

/** The programs in a file, or the file itself if it is a program. */
export interface Contents {
  readonly files: number;
  /** The uppermost files, as many as a person may want to read. */
  readonly programs: readonly { readonly path: string; readonly header: Header }[];
  readonly morePrograms: number;
}

/** What is missing or unclear, for the publisher to fix. */
export type Gap =
  /** Files without any digest. `list`: the release's checksum file that lacks them. */
  | { readonly kind: 'noDigest'; readonly files: readonly string[]; readonly list?: string | undefined }
  /** Files without a signature over them or over a list with them. `lists`: those that could be signed. */
  | { readonly kind: 'unsigned'; readonly files: readonly string[]; readonly lists: readonly string[] }
  /** Evidence files that prove nothing. */
  | { readonly kind: 'uselessChecksums'; readonly finding: ChecksumFinding }
  | { readonly kind: 'uselessSignature'; readonly finding: SignatureFinding }
  | { readonly kind: 'contradiction'; readonly file: string; readonly by: string }
  /** Files signed only by keys that are not trusted here. */
  | { readonly kind: 'unknownKeys'; readonly keyIds: readonly string[] }
  | {
      readonly kind: 'ask';
      readonly platforms: readonly Platform[];
      readonly why: NonNullable<InspectedPlatform['why']>;
      readonly files: readonly string[];
    }
  | { readonly kind: 'sameName'; readonly name: string }
  /** None of its programs runs on that platform. */
  | {
      readonly kind: 'misfit';
      readonly platform: Platform;
      readonly file: string;
      readonly reasons: readonly FitReason[];
    }
  | { readonly kind: 'unlisted'; readonly count: number };
