import assert from 'node:assert/strict';
import { exchange } from '../../../../src/engine/http/exchange.ts';
import { EMPTY_WINDOW, MINIMUM_BYTES_PER_SECOND, nextWindow } from '../../../../src/engine/http/waitLimit.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { MemoryLog } from '../../../support/memoryLog.ts';

const WINDOW_MS = 60_000;
const ENOUGH = (MINIMUM_BYTES_PER_SECOND * WINDOW_MS) / 1000;

describe('nextWindow', () => {
  it('adds up while the window is not full, however few bytes arrive', () => {
    const window = nextWindow({ waitedMs: 10, bytes: 1 }, { waitedMs: WINDOW_MS - 11, bytes: 1 }, WINDOW_MS);
    assert.deepEqual(window, { waitedMs: WINDOW_MS - 1, bytes: 2 });
  });

  it('starts again after a full window with just enough', () => {
    assert.deepEqual(nextWindow(EMPTY_WINDOW, { waitedMs: WINDOW_MS, bytes: ENOUGH }, WINDOW_MS), EMPTY_WINDOW);
  });

  it('gives up after a full window with one byte too few', () => {
    assert.equal(nextWindow(EMPTY_WINDOW, { waitedMs: WINDOW_MS, bytes: ENOUGH - 1 }, WINDOW_MS), undefined);
  });
});

describe('exchange', () => {
  /** Reads a body of chunks that arrive a second apart, and rests for `restMs` after each. */
  async function read(chunkBytes: number, seconds: number, restMs = 0): Promise<number> {
    const clock = new FakeClock();
    async function* body(): AsyncGenerator<Uint8Array> {
      for (let second = 0; second < seconds; second += 1) {
        await clock.advance(1000);
        yield new Uint8Array(chunkBytes);
      }
    }
    const response = { status: 200, header: () => undefined, body: body(), discard: () => undefined };
    const answer = await exchange(new URL('http://forge.test/file'), {}, new AbortController().signal, {
      transport: { send: () => Promise.resolve(response) },
      clock,
      log: new MemoryLog(),
      headersTimeoutMs: 30_000,
      idleTimeoutMs: WINDOW_MS,
    });
    let receivedBytes = 0;
    for await (const chunk of answer.body) {
      receivedBytes += chunk.byteLength;
      await clock.advance(restMs);
    }
    return receivedBytes;
  }

  it('ends a body of one byte a second as a timeout', async () => {
    await assert.rejects(read(1, 3600), {
      code: 'timeout',
      facts: { host: 'forge.test', phase: 'body', timeoutMs: WINDOW_MS },
    });
  });

  it('allows a slow connection', async () => {
    assert.equal(await read(MINIMUM_BYTES_PER_SECOND, 600), MINIMUM_BYTES_PER_SECOND * 600);
  });

  it('does not mistake a slow reader for a slow server', async () => {
    assert.equal(await read(MINIMUM_BYTES_PER_SECOND, 100, 10_000), MINIMUM_BYTES_PER_SECOND * 100);
  });
});
