import { ArchiveFault } from './fault.ts';

/** Bits, highest first, of a buffer that holds everything that may be requested. */
export class BitReader {
  #bytes: Uint8Array = new Uint8Array();
  #at = 0;
  #held = 0;
  #heldBits = 0;

  /** Continues in another buffer, which begins with the bytes that `rest` returned. */
  feed(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.#at = 0;
  }

  /** The bytes of the buffer that have not been started. */
  rest(): Uint8Array {
    const whole = this.#heldBits >>> 3;
    this.#at -= whole;
    this.#heldBits &= 7;
    this.#held >>>= whole * 8;
    return this.#bytes.subarray(this.#at);
  }

  /** The next `count` bits, at most 24, without consuming them. Missing bits are zeros. */
  peek(count: number): number {
    while (this.#heldBits < count) {
      this.#held = (this.#held << 8) | (this.#bytes[this.#at] ?? 0);
      this.#at += 1;
      this.#heldBits += 8;
    }
    return (this.#held >>> (this.#heldBits - count)) & ((1 << count) - 1);
  }

  /** Consumes that many of the peeked bits. */
  drop(count: number): void {
    this.#heldBits -= count;
    if (this.#at - (this.#heldBits >>> 3) > this.#bytes.length)
      throw new ArchiveFault('corrupt', 'unexpected end of file');
  }

  /** The next `count` bits, at most 24. */
  bits(count: number): number {
    const value = this.peek(count);
    this.drop(count);
    return value;
  }

  /** The next 32 bits, unsigned. */
  word(): number {
    return this.bits(16) * 0x10000 + this.bits(16);
  }

  bit(): boolean {
    return this.bits(1) === 1;
  }

  /** Skips to the next whole byte. */
  align(): void {
    this.#heldBits -= this.#heldBits & 7;
  }
}
