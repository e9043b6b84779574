import type { Evidence, Expected } from '../evidence.ts';
import type { Asset, Digests } from '../model.ts';
import type { EvidenceSource } from './evidenceSource.ts';
import type { ExpectedDigests } from './expectedDigests.ts';

/** Digests that the cache has for an asset. */
export interface CachedDigests {
  /** The SHA-256 of an earlier download with the same upstream id. */
  readonly rememberedSha256?: string | undefined;
  /** The SHA-256 of a record that the user keeps, whatever upstream says now. */
  readonly keepSha256?: string | undefined;
}

/**
 * How much of the last check is used again. `nothing`: the release is listed. `files`: its evidence files are judged again.
 * `verdict`: only the record and the memory are judged again.
 */
export type EvidenceReuse = 'nothing' | 'files' | 'verdict';

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

/** Which file this call's options and the user's own record identify. None of it outlives the call. */
export function expectedOf(
  { asset, expected }: EvidenceRequest,
  keepSha256: string | undefined,
): ExpectedDigests['identity'] {
  return [
    ...(expected ? [expected] : []),
    ...(keepSha256 === undefined ? [] : [{ by: 'kept', digests: { sha256: keepSha256 } } as const]),
    { by: 'listed', digests: asset.digests },
  ];
}

/** A pin is in force as long as it is stored. If it cannot be looked up, the pins in the record are used. */
export function pinsOf({ evidenceSource, earlier }: EvidenceRequest, pin: Digests | undefined): readonly Digests[] {
  if (evidenceSource) return pin ? [pin] : [];
  const before = earlier?.sources.filter(({ kind }) => kind === 'pin') ?? [];
  return before.flatMap(({ digest }) => (digest ? [{ [digest.algorithm]: digest.hex }] : []));
}
