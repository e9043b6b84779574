import assert from 'node:assert/strict';
import { constants, deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib';
import type { Compression } from '../../../../src/engine/unpack/archiveFormat.ts';
import { decompress, inflate } from '../../../../src/engine/unpack/decompress.ts';
import { ArchiveFault } from '../../../../src/engine/unpack/fault.ts';
import { longestHoldMs } from '../../../support/longestHold.ts';
import { itWith } from '../../../support/thisSystem.ts';

const TEXT = `${'hello '.repeat(20)}${'a'.repeat(16)}\n`;
const SKIPPABLE = Buffer.from('502a4d1803000000616263', 'hex');

/** `TEXT`, compressed by the tools of each format. */
const PACKED: Readonly<Record<Exclude<Compression, 'none'>, Buffer>> = {
  gz: gzipSync(TEXT),
  zst: zstdCompressSync(TEXT, { params: { [constants.ZSTD_c_checksumFlag]: 1 } }),
  xz: base64(
    '/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4ACIAA9dADQZSe6N6VpVcIYLVeCMAAAAwrrkz6TuVwoAASuJAQAAAK6UdKqxxGf7AgAAAAAEWVo=',
  ),
  bz2: base64('QlpoOTFBWSZTWfWlv88AACDRAAAUQAAiRKAAMQwICpIYld0ip7CKkLwjRHxdyRThQkPWlv88'),
};
const XZ_SHA256 =
  '/Td6WFoAAArh+wyhAgAhARYAAAB0L+Wj4ACIAA9dADQZSe6N6VpVcIYLVeCMAAAA2XExHwGkq0U/beXQXqF/6DVHooAhE/Ri40p9RDX6blYAAUOJAQAAAJkZ00626d8cAgAAAAAKWVo=';
const XZ_GIBIBYTE_DICTIONARY = '/Td6WFoAAATm1rRGAgAhASQAAABeH8f5AQAAeAAAAABFru+D+O4WCgABGQGlLIHMH7bzfQEAAAAABFla';
/** The text `ab`, 449,000 times. */
const BZ2_OF_ONE_LARGE_BLOCK = 'QlpoOTFBWSZTWQgBJzwDbPOBADAAIAAwgE1GqQURNUgoicXckU4UJAIASc8A';
const BZ2_OF_NOTHING = 'QlpoORdyRThQkAAAAAA=';

function base64(text: string): Buffer {
  return Buffer.from(text, 'base64');
}

async function* chunked(bytes: Buffer, chunkBytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

async function unpacked(bytes: Buffer, compression: Compression, chunkBytes = 7): Promise<string> {
  const out: Uint8Array[] = [];
  const source = { bytes: chunked(bytes, chunkBytes), sizeBytes: bytes.length };
  for await (const chunk of decompress(source, compression)) out.push(Buffer.from(chunk));
  return Buffer.concat(out).toString();
}

function isFault(...rules: readonly string[]): (error: unknown) => boolean {
  return (error) => error instanceof ArchiveFault && rules.includes(error.rule);
}

describe('decompress', () => {
  for (const [compression, packed] of Object.entries(PACKED) as [Compression, Buffer][]) {
    describe(compression, () => {
      it('decompresses the bytes, however they arrive', async () => {
        for (const chunkBytes of [1, 7, 1000]) assert.equal(await unpacked(packed, compression, chunkBytes), TEXT);
      });

      it('reads several streams as one', async () => {
        assert.equal(await unpacked(Buffer.concat([packed, packed]), compression), TEXT + TEXT);
      });

      it('refuses data that is truncated anywhere', async () => {
        for (let length = 0; length < packed.length; length += 1) {
          await assert.rejects(unpacked(packed.subarray(0, length), compression), isFault('corrupt'), `${length}`);
        }
      });

      it('refuses trailing data that is not a stream', async () => {
        for (const tail of ['x', 'garbage after the end', '\0\0\0']) {
          const bytes = Buffer.concat([packed, Buffer.from(tail)]);
          await assert.rejects(unpacked(bytes, compression), isFault('corrupt', 'ambiguous'), tail);
        }
      });

      it('never returns wrong bytes as complete when one is damaged', async () => {
        for (let at = 0; at < packed.length; at += 1) {
          const bytes = Buffer.from(packed);
          bytes[at] = (bytes[at] ?? 0) ^ 0x10;
          const result = await unpacked(bytes, compression).catch((error: unknown) => error);
          const isSame = result === TEXT;
          assert.ok(isSame || isFault('corrupt', 'unsupported', 'ambiguous')(result), `${at}: ${String(result)}`);
        }
      });

      it('passes on errors of its source', async () => {
        const failure = new Error('the disk');
        async function* failing(): AsyncGenerator<Uint8Array> {
          yield packed.subarray(0, 10);
          throw failure;
        }
        const all = async (): Promise<void> => {
          for await (const _ of decompress({ bytes: failing(), sizeBytes: packed.length }, compression));
        };
        await assert.rejects(all(), (error) => error === failure);
      });
    });
  }

  it('skips empty zstd frames at the start and the end', async () => {
    assert.equal(await unpacked(Buffer.concat([SKIPPABLE, PACKED.zst, SKIPPABLE]), 'zst'), TEXT);
  });

  it('reads zstd frames with every size of header', async () => {
    for (const length of [0, 1, 255, 256, 70_000]) {
      const text = 'y'.repeat(length);
      assert.equal(await unpacked(zstdCompressSync(text), 'zst', 1000), text);
    }
  });

  it('says that a zstd window is too large, not that the data is damaged', async () => {
    const frame = (window: number): Buffer => Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, window, 9, 0, 0, 0x78]);
    assert.equal(await unpacked(frame(0x88), 'zst'), 'x');
    await assert.rejects(unpacked(frame(0x89), 'zst'), isFault('unsupported'));
  });

  it('reads empty bzip2', async () => assert.equal(await unpacked(base64(BZ2_OF_NOTHING), 'bz2'), ''));

  it('refuses xz with an unsupported check', async () => {
    await assert.rejects(unpacked(base64(XZ_SHA256), 'xz'), isFault('unsupported'));
  });

  it('refuses xz that needs a gibibyte of memory', async () => {
    await assert.rejects(unpacked(base64(XZ_GIBIBYTE_DICTIONARY), 'xz'), isFault('unsupported'));
  });

  it('reads two files of xz at once', async () => {
    assert.deepEqual(await Promise.all([unpacked(PACKED.xz, 'xz'), unpacked(PACKED.xz, 'xz')]), [TEXT, TEXT]);
  });

  itWith('fineThreadTimes', 'yields to other work within a bzip2 block', async () => {
    const block = base64(BZ2_OF_ONE_LARGE_BLOCK);
    const read = (): Promise<string> => unpacked(block, 'bz2', block.length);
    const startedAt = process.threadCpuUsage();
    await read();
    const { user, system } = process.threadCpuUsage(startedAt);
    let held = Infinity;
    for (let run = 0; run < 3; run++) held = Math.min(held, await longestHoldMs(read));
    assert.ok(held < (user + system) / 1000 / 1.5, `${held} ms of ${(user + system) / 1000} ms`);
  });

  it('reads xz after another read stopped in the middle', async () => {
    const big = { bytes: chunked(PACKED.xz, 10), sizeBytes: PACKED.xz.length };
    for await (const _ of decompress(big, 'xz')) break;
    assert.equal(await unpacked(PACKED.xz, 'xz'), TEXT);
  });
});

describe('inflate', () => {
  it('refuses data after its end', async () => {
    const bytes = Buffer.concat([deflateRawSync(TEXT), Buffer.from('more')]);
    const all = async (): Promise<void> => {
      for await (const _ of inflate({ bytes: chunked(bytes, 7), sizeBytes: bytes.length }));
    };
    await assert.rejects(all(), isFault('ambiguous'));
  });
});
