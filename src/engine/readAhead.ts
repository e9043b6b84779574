import type { FileHandle } from 'node:fs/promises';

/** Large enough that a step through the thread pool does not show, small enough that hashing a piece delays nothing for long. */
const PIECE_BYTES = 1024 * 1024;

/**
 * Reads a file from its start, up to its end or to `endBytes`, while the caller works on the piece before: hashing and reading
 * take turns otherwise. A piece is valid until the next one is requested.
 * @throws what reading throws
 */
export async function* readAhead(file: FileHandle, endBytes = Infinity): AsyncGenerator<Buffer> {
  let [current, other] = [Buffer.allocUnsafe(PIECE_BYTES), Buffer.allocUnsafe(PIECE_BYTES)];
  let position = 0;
  const read = (into: Buffer): Promise<{ readonly bytesRead: number }> => {
    const reading = file.read(into, 0, Math.min(into.length, endBytes - position), position);
    // It may fail before it is awaited.
    reading.catch(() => undefined);
    return reading;
  };
  let reading = read(current);
  try {
    for (;;) {
      const { bytesRead } = await reading;
      if (bytesRead === 0) return;
      position += bytesRead;
      const piece = current.subarray(0, bytesRead);
      [current, other] = [other, current];
      reading = read(current);
      yield piece;
    }
  } finally {
    // Whoever closes the file now must not find it in use.
    await reading.catch(() => undefined);
  }
}
