import type { CommandConsent, CommandOffer } from '../commandOffers.ts';
import type { ArtifactSource } from '../model.ts';
import type { Grounds } from '../evidence.ts';
import type { UnpackLimits } from '../unpack/limits.ts';
import type { Machine } from '../machine/platform.ts';
import type { FitProof } from '../machine/fitProof.ts';

/** A tool: several versions may be installed, and one of them is in use. */
export interface Tool {
  readonly instance: string;
  readonly source: ArtifactSource;
  /** The name of the repository or package, unless a release holds several tools. */
  readonly name: string;
}

/** The stored facts about the installed asset. */
export interface InstalledAsset {
  readonly instance: string;
  readonly source: ArtifactSource;
  readonly version: string;
  /** The file's name as the server spells it. */
  readonly name: string;
  readonly upstreamId: string;
  readonly sha256: string;
  /** Why its bytes were believed at the time of installing. */
  readonly evidence: Grounds;
}

/** A program of an install. */
export interface Executable {
  /** The word to type. */
  readonly command: string;
  /** Absolute path. */
  readonly path: string;
  readonly sizeBytes: number;
  /** SHA-256 of the file at the time of installing. */
  readonly sha256: string;
  /** Whether it is a command while this version is in use. */
  readonly isCommand: boolean;
  /** Whether the command runs this one: its link is in `bin/`. */
  readonly linked: boolean;
  /** The facts in its header at the time of installing. */
  readonly proof: FitProof;
}

/** One version of a tool on this machine. */
export interface Installed {
  readonly tool: Tool;
  readonly asset: InstalledAsset;
  /** Whether this version is in use: a command of it is linked. */
  readonly active: boolean;
  /** All of its programs, commands first; at least one. */
  readonly executables: readonly Executable[];
  /** The directory of the unpacked files; absolute. */
  readonly directory: string;
  /** The sum over all files. */
  readonly sizeBytes: number;
  /** Milliseconds since the epoch. */
  readonly installedAt: number;
}

/** An install whose record cannot be read, so only its place and its commands are known. */
export interface UnreadableInstall {
  /** The directory with the record; absolute. */
  readonly directory: string;
  /** The names of the tool and of the version as its directories spell them: shortened, without special characters. */
  readonly tool: string;
  readonly version: string;
  /** The commands that run it. */
  readonly commands: readonly string[];
}

/** The result of installing a version or switching to it. */
export interface InstallOutcome extends Installed {
  /** Commands left out for lack of consent. */
  readonly notLinked: readonly CommandOffer[];
}

export interface InstallRequest {
  readonly asset: InstalledAsset;
  /** The bytes, such as a blob of the cache. Never changed: the install is a copy, compared with the asset's digest. */
  readonly file: string;
  /** The key of the cache's record, which is marked if the bytes changed. */
  readonly key?: string | undefined;
  readonly machine: Machine;
  /** @default the name of the repository or package */
  readonly tool?: string | undefined;
  /**
   * Which files are the programs: paths in the archive (below its one top directory), base names or commands. @default the
   * earlier choice for this kind of asset, or detection
   */
  readonly executables?: readonly string[] | undefined;
  /** Whether it becomes the version in use. @default true */
  readonly activate?: boolean | undefined;
  /** Whether to install programs that do not run here. @default false */
  readonly allowMisfit?: boolean | undefined;
  /** Which commands that need consent may be linked. @default 'ask' */
  readonly consent?: CommandConsent | undefined;
  /** Whether choices and consents hold for later versions too. @default true */
  readonly remember?: boolean | undefined;
  /**
   * Whether to read the programs of an existing install again, and to install again if they changed. Otherwise programs are
   * trusted whose files were not touched since they were last read.
   * @default false
   */
  readonly readAll?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly limits?: Partial<UnpackLimits>;
}
