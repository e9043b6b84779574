const LENGTH_BYTES = 4;

/** Exactly `count` strings of the SSH wire format (RFC 4251 §5) and nothing after them; `undefined` for anything else. */
export function splitStrings(blob: Uint8Array, count: number): readonly Buffer[] | undefined {
  const bytes = Buffer.from(blob.buffer, blob.byteOffset, blob.length);
  const strings: Buffer[] = [];
  let at = 0;
  for (let index = 0; index < count; index += 1) {
    if (at + LENGTH_BYTES > bytes.length) return undefined;
    const begin = at + LENGTH_BYTES;
    at = begin + bytes.readUInt32BE(at);
    if (at > bytes.length) return undefined;
    strings.push(bytes.subarray(begin, at));
  }
  return at === bytes.length ? strings : undefined;
}

export function joinStrings(...strings: readonly Uint8Array[]): Buffer {
  return Buffer.concat(
    strings.flatMap((string) => {
      const length = Buffer.alloc(LENGTH_BYTES);
      length.writeUInt32BE(string.length);
      return [length, string];
    }),
  );
}

/** A positive `mpint` in its one spelling, as a number of `size` bytes, or of its own size. */
export function readPositive(mpint: Buffer, size?: number): Buffer | undefined {
  const [first, second = 0] = mpint;
  if (first === undefined || first >= 0x80 || (first === 0 && second < 0x80)) return undefined;
  const digits = first === 0 ? mpint.subarray(1) : mpint;
  if (size === undefined) return digits;
  return digits.length > size ? undefined : Buffer.concat([Buffer.alloc(size - digits.length), digits]);
}
