import { ArchiveFault } from './fault.ts';

/** Bits, highest first, of a buffer that holds all that may be asked for. */
export class BitReader {
  #bytes: Uint8Array = new Uint8Array();
  #at = 0;
  #held = 0;
  #heldBits = 0;

  /** Continues in another buffer, which begins with the first byte that `rest` gave. */
  feed(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.#at = 0;
  }

  /** The bytes of the buffer that were not begun yet. */
  rest(): Uint8Array {
    return this.#bytes.subarray(this.#at);
  }

  /** The next `count` bits, at most 24. */
  bits(count: number): number {
    while (this.#heldBits < count) {
      const byte = this.#bytes[this.#at];
      if (byte === undefined) throw new ArchiveFault('corrupt', 'it ends too early');
      this.#at += 1;
      this.#held = ((this.#held << 8) | byte) & 0xffffffff;
      this.#heldBits += 8;
    }
    this.#heldBits -= count;
    return (this.#held >>> this.#heldBits) & ((1 << count) - 1);
  }

  /** The next 32 bits, unsigned. */
  word(): number {
    return this.bits(16) * 0x10000 + this.bits(16);
  }

  bit(): boolean {
    return this.bits(1) === 1;
  }

  /** Goes on at the next whole byte. */
  align(): void {
    this.#heldBits -= this.#heldBits % 8;
  }
}
