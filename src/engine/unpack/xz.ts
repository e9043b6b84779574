import { ArchiveFault } from './fault.ts';

/**
 * Decompresses xz by xz-embedded in WebAssembly. It checks CRC32 and CRC64 and reads several streams with padding between
 * them. It refuses dictionaries above 64 MiB (`xz -9`), filters for machine code and SHA-256 checks.
 */
export async function* readXz(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const loaded = await import('xz-decompress');
  // Node puts a CommonJS module into the default export, a bundle does not.
  const { XzReadableStream } = loaded.default ?? loaded;
  let sourceError: unknown;
  const input = ReadableStream.from(watched());
  async function* watched(): AsyncGenerator<Uint8Array> {
    try {
      yield* source;
    } catch (error) {
      sourceError = error;
      throw error;
    }
  }
  try {
    yield* new XzReadableStream(input);
  } catch (cause) {
    if (cause === sourceError) throw cause;
    throw new ArchiveFault(...faultOf(cause), { cause });
  }
}

/** The codes of xz-embedded's `xz_ret`. */
function faultOf(cause: unknown): ['unsupported' | 'corrupt', string] {
  const code = /error code (\d+)/.exec(String(cause))?.[1];
  if (code === '4') return ['unsupported', 'its dictionary is too large'];
  if (code === '6') return ['unsupported', 'it uses a filter or a check that is not supported'];
  return ['corrupt', 'the compressed data is damaged, truncated, or followed by other data'];
}
