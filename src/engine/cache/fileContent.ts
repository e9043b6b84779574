import { readFile } from 'node:fs/promises';
import { onDisk, openExisting } from '../disk.ts';
import type { ActualDigests } from '../evidence.ts';
import { createSignedHash } from '../verify/signedContent.ts';
import type { SignedContent, SignedHash } from '../verify/signedContent.ts';

/**
 * A file on disk as the content that signatures cover. It is read only if a requested digest is not in `digests`, and once for
 * all requests of that digest, because an uploader can attach many signatures to a file. Reading rejects with the signal's
 * reason on abort.
 * @throws EngineError `storage`
 */
export function fileContent(
  path: string,
  {
    sizeBytes,
    digests,
    signal,
  }: { readonly sizeBytes: number; readonly digests: ActualDigests; readonly signal: AbortSignal },
): SignedContent {
  const chunks = (): AsyncIterable<Uint8Array> => chunksOf(path, signal);
  const computed = new Map<SignedHash, Promise<Uint8Array>>();
  const digestOf = async (algorithm: SignedHash): Promise<Uint8Array> => {
    const hex = algorithm === 'blake2b512' ? undefined : digests[algorithm];
    if (hex !== undefined) return Buffer.from(hex, 'hex');
    const hash = createSignedHash(algorithm);
    for await (const chunk of chunks()) hash.update(chunk);
    return hash.digest();
  };
  return {
    sizeBytes,
    hash: (algorithm) => {
      const digest = computed.get(algorithm) ?? digestOf(algorithm);
      computed.set(algorithm, digest);
      return digest;
    },
    chunks,
    read: () =>
      onDisk(path, () => readFile(path, { signal })).catch((error: unknown) => {
        signal.throwIfAborted();
        throw error;
      }),
  };
}

async function* chunksOf(path: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const file = await onDisk(path, () => openExisting(path));
  try {
    for await (const chunk of file.createReadStream({ autoClose: false })) {
      signal.throwIfAborted();
      yield chunk as Uint8Array;
    }
  } finally {
    await file.close();
  }
}
