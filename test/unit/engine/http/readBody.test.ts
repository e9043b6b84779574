import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import type { Exchange } from '../../../../src/engine/http/exchange.ts';
import { peekText, readBodyText } from '../../../../src/engine/http/readBody.ts';

describe('readText', () => {
  let discarded: number;
  const answer = (...chunks: readonly Uint8Array[]): Exchange => ({
    url: new URL('https://git.example.org/api'),
    status: 200,
    header: () => undefined,
    body: (async function* () {
      yield* chunks;
    })(),
    discard: () => void (discarded += 1),
  });
  beforeEach(() => {
    discarded = 0;
  });

  it('returns the whole body, whatever its pieces, and releases the connection', async () => {
    const bytes = Buffer.from('[{"name":"Zoë"}]');
    const pieces = [...bytes].map((byte) => Buffer.of(byte));
    assert.equal(await readBodyText(answer(...pieces), bytes.length), '[{"name":"Zoë"}]');
    assert.equal(discarded, 1);
  });

  it('refuses a body longer than allowed', async () => {
    await assert.rejects(readBodyText(answer(Buffer.alloc(11)), 10), {
      code: 'tooLarge',
      facts: { what: 'answer', sizeBytes: 11, limitBytes: 10 },
    });
    assert.equal(discarded, 1);
  });

  it('unpacks a body that a proxy compressed without being asked', async () => {
    assert.equal(await readBodyText(answer(gzipSync('[1,2]')), 100), '[1,2]');
  });

  it('refuses a small body that unpacks to more than allowed', async () => {
    await assert.rejects(readBodyText(answer(gzipSync(Buffer.alloc(1_000_000))), 10_000), {
      code: 'tooLarge',
      facts: { what: 'answer', sizeBytes: 10_001, limitBytes: 10_000 },
    });
  });

  it('returns a body unchanged that only looks compressed', async () => {
    assert.match(await readBodyText(answer(Buffer.from([0x1f, 0x8b, 0x41])), 100), /A$/);
  });
});

describe('peekText', () => {
  const answer = (body: AsyncIterable<Uint8Array>): Exchange => ({
    url: new URL('https://git.example.org/'),
    status: 502,
    header: () => undefined,
    body,
    discard: () => undefined,
  });

  it('returns the beginning of an endless body', async () => {
    const body = async function* (): AsyncGenerator<Uint8Array> {
      for (;;) yield Buffer.from('<html>');
    };
    assert.match(await peekText(answer(body()), 1000), /^(<html>){167}$/);
  });

  it('returns nothing of a broken body', async () => {
    const body = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.from('<html>');
      throw new Error('broken');
    };
    assert.equal(await peekText(answer(body())), '');
  });
});
