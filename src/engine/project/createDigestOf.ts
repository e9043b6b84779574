import type { CachedAsset } from '../cache/download.ts';
import type { Asset } from '../model.ts';
import type { ChecksumFinding } from '../findings.ts';
import { isAgainst } from '../verify/claims.ts';
import { examineChecksums } from '../verify/examine.ts';
import { gather } from '../verify/gather.ts';
import type { TrustedKeys } from '../verify/signatureSchemes.ts';
import type { LockPorts, LockedDigest } from './lockTool.ts';
import type { LockedEvidence } from './projectModel.ts';

export interface DigestSources {
  readonly files: {
    obtain(
      asset: Asset,
      options: { readonly signal?: AbortSignal | undefined; readonly toShow: true },
    ): Promise<CachedAsset>;
    readSmall(asset: Asset, signal: AbortSignal): Promise<Uint8Array>;
  };
  /** Whose signatures over checksum files count. */
  readonly keys: (instance: string, owner: string) => TrustedKeys;
}

/**
 * What a lock says of a file's bytes, without fetching them where its SHA-256 is promised: by the server, by checksum files beside
 * it, or by both and of one mind. Anything else is settled by downloading, where every other kind of
 * evidence counts and what speaks against the bytes is an alarm.
 */
export function createDigestOf({ files, keys }: DigestSources): LockPorts['digestOf'] {
  return async (asset, version, options) => {
    const { signal = new AbortController().signal } = options;
    const gathered = await gather(asset, version.assets, (file) => files.readSmall(file, signal));
    const findings = await examineChecksums(gathered, keys(asset.instance, asset.source.owner));
    const said = agreed(findings, asset.digests.sha256?.toLowerCase());
    if (said) return { ...said, sizeBytes: asset.sizeBytes };
    // What is locked is shown before it is written; one that took another's place is a change that people see there.
    return fromBytes(await files.obtain(asset, { ...options, toShow: true }));
  };
}

/**
 * The SHA-256 that the server and all checksum files give, by the best of them; nothing where nobody gives one, and where they
 * are at odds or badly signed: then the download raises the alarm.
 */
function agreed(findings: readonly ChecksumFinding[], server: string | undefined): LockedDigest | undefined {
  const speaking = findings.filter(({ digests }) => digests.some(({ algorithm }) => algorithm === 'sha256'));
  const listed = speaking.flatMap(({ digests }) =>
    digests.flatMap(({ algorithm, hex }) => (algorithm === 'sha256' ? hex : [])),
  );
  const [sha256, ...others] = new Set([...(server === undefined ? [] : [server]), ...listed]);
  if (sha256 === undefined || others.length > 0 || findings.some(isAtOdds)) return undefined;
  const signed = speaking.flatMap(({ file, signatures }) =>
    signatures.flatMap(({ problem, keyId }) => (problem === undefined && keyId !== undefined ? { file, keyId } : [])),
  );
  return { sha256, evidence: { ...best(signed[0], server, speaking[0]?.file), from: 'promise' } };
}

function best(
  signed: { readonly file: string; readonly keyId: string } | undefined,
  server: string | undefined,
  file: string | undefined,
): Omit<LockedEvidence, 'from'> {
  if (signed) return { kind: 'signature', ...signed };
  if (server !== undefined) return { kind: 'server' };
  return { kind: 'checksum', ...(file !== undefined && { file }) };
}

/** A trusted key's signature that does not hold. */
function isAtOdds({ signatures }: ChecksumFinding): boolean {
  return signatures.some(isAgainst);
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
