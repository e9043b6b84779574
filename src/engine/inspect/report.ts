import type { ErrorCode } from '../errors.ts';
import type { EvidenceKind } from '../evidence.ts';
import type { ChecksumFinding, Findings, SignatureFinding } from '../findings.ts';
import type { Header } from '../machine/program.ts';
import type { Match } from '../match/matchAssets.ts';
import type { ArtifactSource } from '../model.ts';
import type { Platform } from '../project/platforms.ts';
import type { UncheckedSignature } from '../verify/outlook.ts';

/** What becomes of a release at those who use it. Plain JSON; all names are the publisher's text. */
export interface InspectReport {
  readonly instance: string;
  readonly source: ArtifactSource;
  readonly version: string;
  readonly platforms: readonly InspectedPlatform[];
  /** What can be run, unpacked or installed, those that are picked first. */
  readonly files: readonly InspectedFile[];
  /** How many more there are that were not looked at. */
  readonly omitted: number;
  readonly gaps: readonly Gap[];
  /** Checksum files and signatures that were read, and files that were downloaded whole. */
  readonly read: readonly string[];
  readonly downloaded: readonly string[];
}

export interface InspectedPlatform {
  readonly platform: Platform;
  readonly match: Match['kind'];
  /** The file that is picked. */
  readonly file?: string | undefined;
  /** Why that one, in the matcher's words. */
  readonly reason: string;
  readonly assumptions: readonly string[];
  /** Why a person is asked, and among which files. */
  readonly why?: Extract<Match, { kind: 'ask' }>['why'] | undefined;
  readonly candidates: readonly string[];
}

export interface InspectedFile {
  readonly name: string;
  readonly sizeBytes?: number | undefined;
  /** The platforms for which it is picked. */
  readonly platforms: readonly Platform[];
  readonly kind: EvidenceKind;
  /** Whether that was shown by the file's own bytes, and not only by what lies beside it. */
  readonly isProven: boolean;
  readonly findings: Findings;
  readonly unchecked: readonly UncheckedSignature[];
  readonly contradiction?: string | undefined;
  readonly contents?: Contents | undefined;
  /** Why it could not be looked at. */
  readonly error?: { readonly code: ErrorCode; readonly message: string } | undefined;
}

/** What is in a file, or the file itself where it is a program. */
export interface Contents {
  readonly files: number;
  /** The uppermost, as many as a person may want to read. */
  readonly programs: readonly { readonly path: string; readonly header: Header }[];
  readonly morePrograms: number;
}

/** What is missing or not clear, for the publisher to mend. */
export type Gap =
  /** Nothing gives their digest. `list`: the checksum file of the release that lacks them. */
  | { readonly kind: 'noDigest'; readonly files: readonly string[]; readonly list?: string | undefined }
  /** No signature lies over them or over a list that has them. `lists`: those that could be signed. */
  | { readonly kind: 'unsigned'; readonly files: readonly string[]; readonly lists: readonly string[] }
  /** That say nothing, though they are there. */
  | { readonly kind: 'uselessChecksums'; readonly finding: ChecksumFinding }
  | { readonly kind: 'uselessSignature'; readonly finding: SignatureFinding }
  | { readonly kind: 'contradiction'; readonly file: string; readonly by: string }
  /** Signed by keys that nobody here trusts. */
  | { readonly kind: 'unknownKeys'; readonly keyIds: readonly string[] }
  | {
      readonly kind: 'ask';
      readonly platforms: readonly Platform[];
      readonly why: NonNullable<InspectedPlatform['why']>;
      readonly files: readonly string[];
    }
  | { readonly kind: 'sameName'; readonly name: string }
  /** None of the programs in it runs on that platform. */
  | { readonly kind: 'misfit'; readonly platform: Platform; readonly file: string; readonly reason: string }
  | { readonly kind: 'unlisted'; readonly count: number };
