import type { Change, Evidence, EvidenceFile, Expected } from '../evidence.ts';
import type { Asset, Digests } from '../model.ts';
import type { Gathered } from './gather.ts';
import type { Memory, Noted } from './history.ts';
import type { Trust } from './trust.ts';

/** The evidence files of an earlier check. */
export interface EarlierFiles {
  readonly files: readonly EvidenceFile[];
  /** Whether to use them without listing the release. */
  readonly reuse: boolean;
  /** Whether to fetch files again that are on this machine. */
  readonly refetch: boolean;
}

/** The evidence for one asset, apart from its bytes and the server's listing. */
export interface EvidenceSource {
  readonly trust: Trust;
  /**
   * Returns the trust history of the asset, and its pin. Only after `gather` does it know the other files of the release, and
   * so that an earlier file of this name is still there and was not replaced.
   */
  recall(): Promise<Memory & { readonly pin?: Digests | undefined }>;
  /** The user's current pin. */
  pin(): Promise<Digests | undefined>;
  /**
   * Gathers the evidence files of the release. Those of an earlier check are used if the release cannot be listed or need
   * not be. Returns `undefined` if nothing can be gathered.
   *
   * @throws EngineError if an existing file cannot be fetched now, but may be later; the signal's reason on abort
   */
  gather(earlier: EarlierFiles, signal: AbortSignal): Promise<Gathered<EvidenceFile> | undefined>;
  /** The changes that are not accepted yet. */
  notAccepted(changes: readonly Change[]): Promise<readonly Change[]>;
  /** Records the result, for the next time and the next version. */
  note(found: Omit<Noted, 'bare'>): Promise<void>;
}

/** Digests that the cache has for an asset. */
export interface CachedDigests {
  /** The SHA-256 of an earlier download with the same upstream id. */
  readonly rememberedSha256?: string | undefined;
  /** The SHA-256 of a record that the user keeps, whatever upstream says now. */
  readonly keepSha256?: string | undefined;
}

/**
 * How much of the last check is used again. `nothing`: the release is listed. `files`: its evidence files are judged again.
 * `everything`: only the record and the memory are judged again.
 */
export type EvidenceReuse = 'nothing' | 'files' | 'everything';

export interface EvidenceRequest extends CachedDigests {
  /** Its digests identify the file. They are not the instance's word, whoever filled them in. */
  readonly asset: Pick<Asset, 'name' | 'digests'>;
  /** A further identification of the file. */
  readonly expected?: Expected | undefined;
  readonly evidenceSource?: EvidenceSource | undefined;
  /** Evidence of an earlier check, for when the release cannot be listed. */
  readonly earlier?: Evidence | undefined;
  /** @default nothing */
  readonly reuse?: EvidenceReuse | undefined;
  /** Whether to fetch evidence files again that are on this machine. */
  readonly refetch?: boolean;
}

/** Facts about the bytes in addition to the check. */
export interface KnownOfBytes extends CachedDigests {
  readonly now: number;
  /** Whether only a lock or a caller says that the bytes are the upstream file. */
  readonly isClaimed?: boolean;
  /** Whether nothing was fetched and no bytes were read since the check began. */
  readonly isAtOnce?: boolean;
}
