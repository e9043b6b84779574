import { ArchiveFault } from './fault.ts';

/** Reads pieces of chosen lengths from a stream of chunks. A stream that ends within a piece is corrupt. */
export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array();

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Whether nothing is left. */
  async atEnd(): Promise<boolean> {
    while (this.#chunk.length === 0) {
      const { done, value } = await this.#source.next();
      if (done) return true;
      this.#chunk = value;
    }
    return false;
  }

  /** At least one and at most `maxLength` bytes, as a view that is valid until the source moves on; undefined at the end. */
  async some(maxLength: number): Promise<Uint8Array | undefined> {
    if (await this.atEnd()) return undefined;
    const piece = this.#chunk.subarray(0, maxLength);
    this.#chunk = this.#chunk.subarray(piece.length);
    return piece;
  }

  /** Exactly that many bytes. */
  async exactly(length: number): Promise<Buffer> {
    const whole = Buffer.alloc(length);
    const got = await this.fill(whole);
    if (got < length) throw new ArchiveFault('corrupt', 'unexpected end of file');
    return whole;
  }

  /** Fills the buffer as far as possible; returns the number of bytes. */
  async fill(buffer: Uint8Array): Promise<number> {
    let filled = 0;
    while (filled < buffer.length) {
      const piece = await this.some(buffer.length - filled);
      if (!piece) break;
      buffer.set(piece, filled);
      filled += piece.length;
    }
    return filled;
  }

  /** Exactly that many bytes, in pieces as they come. */
  async *pieces(length: number): AsyncGenerator<Uint8Array> {
    for (let left = length; left > 0;) {
      const piece = await this.some(left);
      if (!piece) throw new ArchiveFault('corrupt', 'unexpected end of file');
      left -= piece.length;
      yield piece;
    }
  }

  async skip(length: number): Promise<void> {
    for await (const _ of this.pieces(length));
  }

  /** Releases the source. */
  async close(): Promise<void> {
    await this.#source.return?.();
  }
}
