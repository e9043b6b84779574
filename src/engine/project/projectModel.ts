import type { ArtifactSource } from '../model.ts';
import type { Platform, PlatformKey } from './platforms.ts';

/** The names of the two files, side by side at the root of a workspace folder. */
export const PROJECT_FILE = 'forgejo-artifacts.json';
export const LOCK_FILE = 'forgejo-artifacts.lock.json';

/** One glob for all platforms, or one for each. */
type AssetPattern = string | Readonly<Partial<Record<PlatformKey, string>>>;

/** One tool as requested in the workspace file. */
export interface ToolSpec {
  /** Normalised, see `normaliseBase`. */
  readonly instance: string;
  readonly source: ArtifactSource;
  /** An exact tag or version, a semver range, or `latest`. */
  readonly version: string;
  /**
   * Globs for the name of the file: `*`, `?`, and `{version}` for the version without a tag's prefix. A single glob narrows
   * the choice; globs by platform decide it, and only these platforms are locked.
   */
  readonly asset?: AssetPattern;
  /** File names in the archive, if the program is not named like the tool. */
  readonly executables?: readonly string[];
  /** The platforms to lock, in the order of `PLATFORMS`. @default all that the version serves */
  readonly platforms?: readonly Platform[];
  /** The least age of a version that is not named exactly. The user's own minimum counts if it is higher. */
  readonly minimumAgeMs?: number;
}

/** `forgejo-artifacts.json`, read. */
export interface Project {
  readonly tools: ReadonlyMap<string, ToolSpec>;
}

/**
 * `signature`, `server`, `checksum`: the evidence for the digest when it was locked, as in the ladder. `none`: there was
 * none, and the lock records what was there on that day.
 */
type LockedEvidenceKind = 'pin' | 'signature' | 'server' | 'checksum' | 'remembered' | 'none';

export interface LockedEvidence {
  readonly kind: LockedEvidenceKind;
  /** `bytes`: the file was fetched and hashed. `promise`: only the source's statement about it was read. */
  readonly from: 'bytes' | 'promise';
  /** The checksum or signature file. */
  readonly file?: string;
  readonly keyId?: string;
}

/** One file of a locked version. Everything but the digest is what the server said. */
export interface LockedAsset {
  readonly upstreamId: string;
  readonly storage: 'attachment' | 'packageFile' | 'external';
  readonly sizeBytes?: number;
  readonly sha256: string;
  readonly evidence: LockedEvidence;
  readonly externalUrl?: string;
}

export interface LockedTool {
  readonly instance: string;
  readonly source: ArtifactSource;
  /** The tag or package version, as the server spells it. */
  readonly version: string;
  /** What the workspace file asked for when it was locked. */
  readonly requested: string;
  /** The pattern by which it was locked. */
  readonly asset?: AssetPattern;
  readonly executables?: readonly string[];
  /** The requested platforms, if not all. */
  readonly only?: readonly Platform[];
  /** The locked files by their names. */
  readonly assets: ReadonlyMap<string, LockedAsset>;
  /** Which file is for a platform. */
  readonly platforms: ReadonlyMap<PlatformKey, string>;
}

/** `forgejo-artifacts.lock.json`, read. */
export interface Lock {
  readonly tools: ReadonlyMap<string, LockedTool>;
}

export const EMPTY_LOCK: Lock = { tools: new Map() };
