/** A changed copy, and what was changed. */
export interface Tampered {
  readonly what: string;
  readonly at: number;
  readonly bytes: Buffer;
}

/** Every copy with one flipped bit. */
export function flippedBits(original: Uint8Array): readonly Tampered[] {
  return [...original].flatMap((byte, at) =>
    Array.from({ length: 8 }, (_, bit) => {
      const bytes = Buffer.from(original);
      bytes[at] = byte ^ (1 << bit);
      return { what: `bit ${bit} of byte ${at}`, at, bytes };
    }),
  );
}

/** Every truncated copy, the empty one included. */
export function truncated(original: Uint8Array): readonly Tampered[] {
  return [...original].map((_, at) => ({
    what: `cut to ${at} bytes`,
    at,
    bytes: Buffer.from(original.subarray(0, at)),
  }));
}

/** Every copy that lacks one byte, and every copy that repeats one. */
export function shifted(original: Uint8Array): readonly Tampered[] {
  return [...original].flatMap((_, at) => [
    { what: `without byte ${at}`, at, bytes: Buffer.concat([original.subarray(0, at), original.subarray(at + 1)]) },
    { what: `byte ${at} twice`, at, bytes: Buffer.concat([original.subarray(0, at + 1), original.subarray(at)]) },
  ]);
}

/** Every copy with one flipped bit in one byte, for checks that are too slow to try every bit. */
export function flippedBytes(original: Uint8Array): readonly Tampered[] {
  return flippedBits(original).filter((_, index) => index % 8 === Math.floor(index / 8) % 8);
}
