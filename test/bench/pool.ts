import { createCipheriv, createHash } from 'node:crypto';

/** Bytes that look random and are the same in every process. */
const POOL_BYTES = 64 * 1024 * 1024;

/** A file of the server: `sizeBytes` bytes of the pool from an offset on, which wraps around at the end of the pool. */
export interface PooledFile {
  readonly name: string;
  readonly offsetBytes: number;
  readonly sizeBytes: number;
}

export function pooledFile(offsetBytes: number, sizeBytes: number): PooledFile {
  return { name: `${offsetBytes}-${sizeBytes}.bin`, offsetBytes, sizeBytes };
}

/** The file of that name. A name from `pooledFile` contains all facts about the file. */
export function fileNamed(name: string): PooledFile | undefined {
  const match = /^(\d{1,15})-(\d{1,15})\.bin$/.exec(name);
  return match ? pooledFile(Number(match[1]), Number(match[2])) : undefined;
}

export function makePool(): Buffer {
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, 7), Buffer.alloc(16));
  return cipher.update(Buffer.alloc(POOL_BYTES));
}

/** A view of the bytes from `start` on, at most `limitBytes` and never past `end`. Copies nothing. */
export function slice(pool: Buffer, file: PooledFile, start: number, limitBytes: number): Buffer {
  const from = (file.offsetBytes + start) % pool.length;
  const length = Math.min(limitBytes, pool.length - from, file.sizeBytes - start);
  return pool.subarray(from, from + length);
}

export function sha256Of(pool: Buffer, file: PooledFile): string {
  const hash = createHash('sha256');
  for (let at = 0; at < file.sizeBytes;) {
    const bytes = slice(pool, file, at, file.sizeBytes);
    hash.update(bytes);
    at += bytes.length;
  }
  return hash.digest('hex');
}
