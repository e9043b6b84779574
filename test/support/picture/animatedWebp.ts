/** One picture of a film: a part of the canvas that changes, and how long it is shown. */
export interface Frame {
  /** A still picture as a WebP file. */
  readonly webp: Buffer;
  /** Its position; both numbers are even. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly durationMs: number;
}

/** Flags of the VP8X and ANMF chunks. */
const HAS_ANIMATION = 0x02;
const REPLACE_PIXELS = 0x02;

/** The frames as one animated WebP file that loops forever (RIFF container, as in the WebP specification). */
export function animatedWebp(frames: readonly Frame[], width: number, height: number): Buffer {
  const header = Buffer.concat([Buffer.from([HAS_ANIMATION, 0, 0, 0]), uint24(width - 1), uint24(height - 1)]);
  // The background colour and the number of loops; 0 is endless.
  const animation = Buffer.alloc(6);
  const body = [chunk('VP8X', header), chunk('ANIM', animation), ...frames.map(frameChunk)];
  return chunk('RIFF', Buffer.concat([Buffer.from('WEBP'), ...body]));
}

function frameChunk({ webp, x, y, width, height, durationMs }: Frame): Buffer {
  const place = [x / 2, y / 2, width - 1, height - 1, Math.round(durationMs)].map(uint24);
  return chunk('ANMF', Buffer.concat([...place, Buffer.from([REPLACE_PIXELS]), imageChunk(webp)]));
}

/** The compressed image in a WebP file, without its container. */
function imageChunk(webp: Buffer): Buffer {
  let at = 12;
  while (at < webp.length) {
    const paddedBytes = 8 + webp.readUInt32LE(at + 4) + (webp.readUInt32LE(at + 4) % 2);
    if (/^VP8[ L]$/.test(webp.toString('latin1', at, at + 4))) return webp.subarray(at, at + paddedBytes);
    at += paddedBytes;
  }
  throw new Error('there is no image in this WebP file');
}

function chunk(name: string, body: Buffer): Buffer {
  const header = Buffer.alloc(8, name.padEnd(8));
  header.writeUInt32LE(body.length, 4);
  return Buffer.concat([header, body, Buffer.alloc(body.length % 2)]);
}

function uint24(value: number): Buffer {
  const bytes = Buffer.alloc(3);
  bytes.writeUIntLE(value, 0, 3);
  return bytes;
}
