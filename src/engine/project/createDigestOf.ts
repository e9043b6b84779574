import type { CachedAsset } from '../cache/downloadRequest.ts';
import type { Asset } from '../model.ts';
import { strongest } from '../evidence.ts';
import type { Evidence, Proof } from '../evidence.ts';
import type { PublishedDigest } from '../verify/knownDigest.ts';
import type { LockPorts, LockedDigest } from './lockTool.ts';
import type { LockedEvidence } from './projectModel.ts';

export interface DigestSources {
  readonly files: {
    obtain(
      asset: Asset,
      options: { readonly signal?: AbortSignal | undefined; readonly toShow: true },
    ): Promise<CachedAsset>;
  };
  /** Returns what is certain without the bytes, by the user's keys and requirements. */
  readonly publishedDigest: (asset: Asset, signal: AbortSignal) => Promise<PublishedDigest | undefined>;
}

/**
 * Finds the digest to lock for a file, without fetching the file if its SHA-256 is published. Otherwise downloads it, which
 * refuses what the user's settings refuse.
 */
export function createDigestOf({ files, publishedDigest }: DigestSources): LockPorts['digestOf'] {
  return async (asset, options) => {
    const published = await publishedDigest(asset, options.signal ?? new AbortController().signal);
    if (published)
      return { sha256: published.sha256, sizeBytes: asset.sizeBytes, evidence: evidenceOf(published.by, 'promise') };
    // The lock is shown before it is written, and a replaced file appears there as a change.
    return fromBytes(await files.obtain(asset, { ...options, toShow: true }));
  };
}

/**
 * A pin is the user's own and means nothing to other readers of the lock; the text of a release can be edited at any time.
 */
function fromBytes({ record: { sha256, sizeBytes, evidence } }: CachedAsset): LockedDigest {
  const sources = evidence.sources.filter(({ kind }) => kind !== 'pin' && kind !== 'notes');
  const kind = strongest(sources);
  const source = sources.find((one) => one.kind === kind);
  return { sha256, sizeBytes, evidence: evidenceOf({ ...source, kind }, 'bytes') };
}

function evidenceOf(
  { kind, file, keyId }: Partial<Pick<Proof, 'file' | 'keyId'>> & Pick<Evidence, 'kind'>,
  from: LockedEvidence['from'],
): LockedEvidence {
  return {
    kind: kind === 'notes' ? 'none' : kind,
    from,
    ...(file !== undefined && { file }),
    ...(keyId !== undefined && { keyId }),
  };
}
