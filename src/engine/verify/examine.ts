import type { ChecksumFinding, SignatureFinding, SignatureScheme } from '../findings.ts';
import type { FileOfRelease } from './checksumFiles.ts';
import { verifyEmbedded } from './embedded.ts';
import type { Gathered, GatheredChecksums, GatheredSignature } from './gather.ts';
import type { SignedFile } from './minisign.ts';
import type { SignatureResult } from './signature.ts';
import { verifySignature } from './signatureSchemes.ts';
import type { TrustedKeys } from './signatureSchemes.ts';
import { contentOf } from './signedContent.ts';
import { verifyAttestation } from './sigstore.ts';

/** Checks the gathered checksum files, and the signatures over them with the trusted keys. */
export function examineChecksums<T extends FileOfRelease>(
  { checksums }: Gathered<T>,
  keys: TrustedKeys,
): Promise<readonly ChecksumFinding[]> {
  return Promise.all(checksums.map((one) => checksumFinding(one, keys)));
}

/** Checks the gathered signatures over the asset itself. */
export function examineSignatures<T extends FileOfRelease>(
  { signatures }: Gathered<T>,
  keys: TrustedKeys,
  asset: SignedFile,
): Promise<readonly SignatureFinding[]> {
  return signatureFindings(signatures, keys, asset);
}

async function checksumFinding<T extends FileOfRelease>(
  { file, scope, fetched, result, signatures }: GatheredChecksums<T>,
  keys: TrustedKeys,
): Promise<ChecksumFinding> {
  const base = { file: file.name, scope, digests: [], signatures: [] };
  if (!fetched.ok) return { ...base, problem: 'fetch', code: fetched.code };
  if (!result?.ok) return { ...base, problem: result?.reason ?? 'malformed' };
  const signed = { name: file.name, content: contentOf(fetched.bytes) };
  const { digests, embedded, bundles } = result;
  const detached = await signatureFindings(signatures, keys, signed);
  if (bundles) {
    const results = await Promise.all(bundles.map((bundle) => verifyAttestation(bundle, keys.sigstore)));
    const own = results.map((one) => finding(file.name, 'sigstore', one));
    return { ...base, digests, clearsigned: true, signatures: [...own, ...detached] };
  }
  if (!embedded) return { ...base, digests, signatures: detached };
  const own = finding(file.name, embedded, await verifyEmbedded(fetched.bytes, keys));
  return { ...base, digests, clearsigned: true, signatures: [own, ...detached] };
}

function signatureFindings<T extends FileOfRelease>(
  signatures: readonly GatheredSignature<T>[],
  keys: TrustedKeys,
  signed: SignedFile,
): Promise<readonly SignatureFinding[]> {
  return Promise.all(
    signatures.map(async ({ file: { name }, fetched }): Promise<SignatureFinding> => {
      if (!fetched.ok) return { file: name, problem: 'fetch', code: fetched.code };
      const { scheme, result } = await verifySignature({ name, bytes: fetched.bytes }, keys, signed);
      return finding(name, scheme, result);
    }),
  );
}

function finding(file: string, scheme: SignatureScheme | undefined, result: SignatureResult): SignatureFinding {
  const { keyId } = result;
  const signer = result.ok ? 'trusted' : result.signer;
  return {
    file,
    ...(scheme && { scheme }),
    ...(keyId !== undefined && { keyId }),
    ...(signer && { signer }),
    ...(result.ok ? result.comment !== undefined && { comment: result.comment } : { problem: result.reason }),
  };
}
