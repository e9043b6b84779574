import type { CommandConsent, CommandOffer } from '../commandOffers.ts';
import type { ArtifactSource } from '../model.ts';
import type { EvidenceKind } from '../evidence.ts';
import type { UnpackLimits } from '../unpack/limits.ts';
import type { Machine } from '../machine/platform.ts';
import type { FitProof } from '../machine/fitProof.ts';

/** A tool: what several versions of can be installed, and one of them is in use. */
export interface Tool {
  readonly instance: string;
  readonly source: ArtifactSource;
  /** The name of the repository or package, unless a release holds several tools. */
  readonly name: string;
}

/** What is kept of the asset that was installed. */
export interface InstalledAsset {
  readonly instance: string;
  readonly source: ArtifactSource;
  readonly version: string;
  /** As the server spells it. */
  readonly name: string;
  readonly upstreamId: string;
  readonly sha256: string;
  /** Why its bytes were believed when it was installed. */
  readonly evidence: EvidenceKind;
}

/** A program of an install. */
export interface Executable {
  /** What is typed to run it. */
  readonly command: string;
  /** Absolute. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Of the installed file, as it was installed. */
  readonly sha256: string;
  /** Whether it is a command while this version is in use. */
  readonly isCommand: boolean;
  /** Whether typing the command runs this one: its link is in `bin/`. */
  readonly linked: boolean;
  /** What its header said when it was installed. */
  readonly proof: FitProof;
}

/** One version of a tool on this machine. */
export interface Installed {
  readonly tool: Tool;
  readonly asset: InstalledAsset;
  /** Whether it is the version in use: a command of it is linked. */
  readonly active: boolean;
  /** All of its programs, its commands first; at least one. */
  readonly executables: readonly Executable[];
  /** Where the unpacked files are; absolute. */
  readonly directory: string;
  /** Sum over all files. */
  readonly sizeBytes: number;
  /** Milliseconds since the epoch. */
  readonly installedAt: number;
}

/** What came of installing a version or of switching to it. */
export interface InstallOutcome extends Installed {
  /** Commands that were left out for want of a yes. */
  readonly left: readonly CommandOffer[];
}

export interface InstallRequest {
  readonly asset: InstalledAsset;
  /** The bytes, such as a blob of the cache. Read only: what is installed is a copy, compared with the asset's digest. */
  readonly file: string;
  /** Of the cache's record of them, which hears when they are not what they were. */
  readonly key?: string | undefined;
  readonly machine: Machine;
  /** @default the name of the repository or package */
  readonly tool?: string | undefined;
  /**
   * Which files are the programs: paths in the archive (after its one top directory), base names or commands. Without it
   * what was chosen for this kind of asset before, or what is found.
   */
  readonly executables?: readonly string[] | undefined;
  /** Whether it becomes the version in use. @default true */
  readonly activate?: boolean | undefined;
  /** Installs what does not run here. @default false */
  readonly allowMisfit?: boolean | undefined;
  /** Which commands may be linked that need a yes. @default 'ask' */
  readonly consent?: CommandConsent | undefined;
  /** Whether what is chosen and allowed here holds for later versions, too. @default true */
  readonly remember?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly limits?: Partial<UnpackLimits>;
}
