import type { MirrorAddress, UnpackLimits } from '../../engine/index.ts';
import type { Requirements } from './requirements.ts';
import type { TrustedKeySetting } from './parseTrustedKeys.ts';

/** What the settings say, read and checked. */

/** Where an instance's token comes from. The token itself is never a setting. */
export type TokenSource =
  { readonly kind: 'secret' } | { readonly kind: 'env'; readonly name: string } | { readonly kind: 'gitCredential' };

export interface InstanceSetting {
  /** Normalised base. */
  readonly url: string;
  /** For display. */
  readonly name: string;
  readonly owners: readonly string[];
  /** `owner/name` each. */
  readonly repositories: readonly string[];
  readonly token: TokenSource;
}

export interface Settings {
  readonly instances: readonly InstanceSetting[];
  readonly cacheMaxSizeBytes: number;
  /** Absolute path, or `undefined` for the extension's own storage. */
  readonly cacheDirectory: string | undefined;
  readonly downloadsConcurrent: number;
  /** 0 means no limit. */
  readonly downloadsPerDay: number;
  readonly metadataTtlMs: number;
  readonly caFile: string | undefined;
  readonly transport: 'editor' | 'direct';
  /** Hosts other than the instances' own from which external files may be fetched. */
  readonly allowedHosts: readonly string[];
  /** The mirrors to try before the instance, in this order. */
  readonly mirrors: readonly MirrorAddress[];
  /** Whether no instance may be asked, for anything. */
  readonly mirrorsOnly: boolean;
  readonly requirements: Requirements;
  readonly trustedKeys: readonly TrustedKeySetting[];
  /** Whether installed commands are on the PATH of new terminals. */
  readonly addToPath: boolean;
  /** How old a version must be to be taken without being named. 0 means any age. */
  readonly minimumAgeMs: number;
  /** What rows call files: by their platform, or by their full names. */
  readonly fileNames: 'platform' | 'full';
  readonly unpackLimits: Pick<UnpackLimits, 'maxEntries' | 'maxTotalBytes' | 'maxRatio'>;
}

/**
 * An unusable value. All other settings keep working. Unusable entries of a list are left out, and otherwise
 * the default applies. For `mirrorsOnly`, both requirements and the minimum age the strictest value applies instead, so that
 * a misspelt value never loosens a rule. A requirement for a wrong address becomes a minimum (see `Requirements`).
 */
export interface SettingProblem {
  /** The full key with the position in it: `forgejoArtifacts.instances[1].url`. */
  readonly key: string;
  /** For display after the key, such as `must be true or false`: what to write there. Never quotes a value that looks like a secret. */
  readonly reason: string;
  /** A token found outside the secret storage, to be moved there. Never shown or logged. */
  readonly misplacedToken?: { readonly instance: string | undefined; readonly value: string } | undefined;
}
