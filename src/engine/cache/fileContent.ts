import { open, readFile } from 'node:fs/promises';
import { onDisk } from '../disk.ts';
import type { ActualDigests } from '../verify/evidence.ts';
import { createSignedHash } from '../verify/signedContent.ts';
import type { SignedContent } from '../verify/signedContent.ts';

/**
 * A file on disk as something that signatures are over. It is read only when one asks for what is not `known` already.
 * @throws EngineError `storage`
 */
export function fileContent(path: string, sizeBytes: number, known: ActualDigests): SignedContent {
  return {
    sizeBytes,
    hash: async (algorithm) => {
      const hex = algorithm === 'blake2b512' ? undefined : known[algorithm];
      if (hex !== undefined) return Buffer.from(hex, 'hex');
      const hash = createSignedHash(algorithm);
      for await (const chunk of chunksOf(path)) hash.update(chunk);
      return hash.digest();
    },
    chunks: () => chunksOf(path),
    read: () => onDisk(path, () => readFile(path)),
  };
}

async function* chunksOf(path: string): AsyncGenerator<Uint8Array> {
  const file = await onDisk(path, () => open(path, 'r'));
  try {
    for await (const chunk of file.createReadStream({ autoClose: false })) yield chunk as Uint8Array;
  } finally {
    await file.close();
  }
}
