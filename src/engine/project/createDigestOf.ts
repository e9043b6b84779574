import type { CachedAsset } from '../cache/download.ts';
import type { Asset } from '../model.ts';
import type { ChecksumFinding } from '../verify/findings.ts';
import { examineChecksums } from '../verify/findings.ts';
import { gather } from '../verify/gather.ts';
import type { TrustedKeys } from '../verify/signatureSchemes.ts';
import { NO_KEYS } from '../verify/signatureSchemes.ts';
import type { LockPorts, LockedDigest } from './lockTool.ts';
import type { LockedEvidence } from './projectModel.ts';

export interface DigestSources {
  /** `engine.download`. */
  readonly download: (asset: Asset, options: { readonly signal?: AbortSignal }) => Promise<CachedAsset>;
  /** The bytes of a small file of a release; bounds their number. Without it checksum files are not read beforehand. */
  readonly fetchSmall?: (asset: Asset, options: { readonly signal?: AbortSignal }) => Promise<Uint8Array>;
  /** @default nobody is trusted */
  readonly keys?: (instance: string, owner: string) => TrustedKeys;
}

/**
 * What a lock says of a file's bytes, without fetching them where the source promises their SHA-256: the package registry,
 * or the checksum files beside it, all of one mind. Anything else is settled by downloading, where every other kind of
 * evidence counts and what speaks against the bytes is an alarm.
 */
export function createDigestOf({ download, fetchSmall, keys }: DigestSources): LockPorts['digestOf'] {
  const small = new Map<string, Promise<Uint8Array>>();
  return async (asset, version, options) => {
    const { sha256 } = asset.digests;
    if (sha256 !== undefined) return promise(sha256.toLowerCase(), asset, { kind: 'server', from: 'promise' });
    const listed = fetchSmall && (await fromChecksums(once(small, fetchSmall, options)));
    return listed ?? fromBytes(await download(asset, options));

    async function fromChecksums(fetchOnce: (file: Asset) => Promise<Uint8Array>): Promise<LockedDigest | undefined> {
      const gathered = await gather(asset, version.assets, fetchOnce);
      const trusted = keys?.(asset.instance, asset.source.owner) ?? NO_KEYS;
      const said = agreed(await examineChecksums(gathered, trusted));
      return said && promise(said.hex, asset, said.evidence);
    }
  };
}

/** Each file is fetched once, for all the assets it speaks of. */
function once(
  fetched: Map<string, Promise<Uint8Array>>,
  fetchSmall: NonNullable<DigestSources['fetchSmall']>,
  options: { readonly signal?: AbortSignal },
): (file: Asset) => Promise<Uint8Array> {
  return (file) => {
    const key = JSON.stringify([file.instance, file.source, file.version, file.name, file.upstreamId]);
    const pending = fetched.get(key) ?? fetchSmall(file, options);
    fetched.set(key, pending);
    // What failed is tried again by the next lock.
    pending.catch(() => fetched.delete(key));
    return pending;
  };
}

function promise(sha256: string, { sizeBytes }: Asset, evidence: LockedEvidence): LockedDigest {
  return { sha256, sizeBytes, evidence };
}

/** The SHA-256 that all checksum files give, by the best of them; nothing where one is silent about it, at odds or badly signed. */
function agreed(
  findings: readonly ChecksumFinding[],
): { readonly hex: string; readonly evidence: LockedEvidence } | undefined {
  const digests = findings.flatMap(({ digests: one }) => one).filter(({ algorithm }) => algorithm === 'sha256');
  const [first] = digests;
  if (!first || digests.some(({ hex }) => hex !== first.hex) || findings.some(isAtOdds)) return undefined;
  const speaking = findings.filter(
    (one) => one.digests.includes(first) || one.digests.some(({ hex }) => hex === first.hex),
  );
  const signed = speaking.flatMap(({ file, signatures }) =>
    signatures.flatMap(({ problem, keyId }) => (problem === undefined && keyId !== undefined ? [{ file, keyId }] : [])),
  );
  const [best] = signed;
  if (best) return { hex: first.hex, evidence: { kind: 'signature', from: 'promise', ...best } };
  const file = speaking[0]?.file;
  return { hex: first.hex, evidence: { kind: 'checksum', from: 'promise', ...(file !== undefined && { file }) } };
}

/** A trusted key's signature that does not hold: the download raises the alarm. */
function isAtOdds({ signatures }: ChecksumFinding): boolean {
  return signatures.some(({ problem }) => problem === 'bad-signature' || problem === 'wrong-name');
}

function fromBytes({ record: { sha256, sizeBytes, evidence } }: CachedAsset): LockedDigest {
  const { kind, sources } = evidence;
  const source = sources.find((one) => one.kind === kind);
  const { file, keyId } = source ?? {};
  return {
    sha256,
    sizeBytes,
    evidence: { kind, from: 'bytes', ...(file !== undefined && { file }), ...(keyId !== undefined && { keyId }) },
  };
}
