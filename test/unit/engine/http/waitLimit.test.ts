import assert from 'node:assert/strict';
import { exchange } from '../../../../src/engine/http/exchange.ts';
import { untilAbort } from '../../../../src/engine/http/untilAbort.ts';
import { limitWait } from '../../../../src/engine/http/waitLimit.ts';
import type { Clock, TransportResponse } from '../../../../src/engine/ports.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { MemoryLog } from '../../../support/memoryLog.ts';

describe('limitWait', () => {
  let clock: FakeClock;
  let late: number;
  beforeEach(() => {
    clock = new FakeClock();
    late = 0;
  });
  const limit = (limitMs = 5000): (() => number) => limitWait(clock, limitMs, () => void (late += 1));

  it('calls once after the limit, and not before', async () => {
    limit();
    await clock.advance(4999);
    assert.equal(late, 0);
    await clock.advance(1);
    assert.equal(late, 1);
    await clock.advance(60_000);
    assert.deepEqual([late, clock.pending], [1, 0]);
  });

  it('is ended, and returns how long it waited', async () => {
    const end = limit();
    await clock.advance(3100);
    assert.equal(end(), 3100);
    await clock.advance(60_000);
    assert.deepEqual([late, clock.pending], [0, 0]);
  });

  it('counts a time in which this process did not run as a twentieth', async () => {
    const end = limit();
    for (let stalls = 1; stalls <= 4; stalls += 1) {
      clock.stall(60_000);
      await clock.advance(0);
    }
    assert.equal(end(), 1000);
    limit();
    clock.stall(60_000);
    await clock.advance(4749);
    assert.equal(late, 0);
    await clock.advance(1);
    assert.equal(late, 1);
  });

  it('checks for arrived data before it calls', async () => {
    let onTimer = (): void => undefined;
    const read: Clock = {
      now: () => clock.now(),
      after: (delayMs, callback) =>
        clock.after(delayMs, () => {
          callback();
          onTimer();
        }),
    };
    const end = limitWait(read, 5000, () => void (late += 1));
    await clock.advance(4999);
    // Sockets are read after timers.
    onTimer = () => process.nextTick(end);
    await clock.advance(1);
    assert.equal(late, 0);
  });

  it('counts at most one step if the clock was set forward or back', async () => {
    const end = limit();
    clock.stall(-3_600_000);
    assert.equal(end(), 0);
    const other = limit();
    clock.stall(3_600_000);
    assert.equal(other(), 250);
  });
});

describe('exchange in a process that does not run for a while', () => {
  it('does not give up on headers or a body that arrived meanwhile', async () => {
    const clock = new FakeClock();
    const stall = async (): Promise<void> => {
      clock.stall(60_000);
      await clock.advance(0);
    };
    async function* body(): AsyncGenerator<Uint8Array> {
      for (let chunks = 1; chunks <= 3; chunks += 1) {
        await stall();
        yield new Uint8Array(10);
      }
    }
    const sent = Promise.withResolvers<TransportResponse>();
    const asked = exchange(new URL('http://mirror.test/file'), {}, new AbortController().signal, {
      transport: { send: ({ signal }) => untilAbort(sent.promise, signal) },
      clock,
      log: new MemoryLog(),
      headersTimeoutMs: 5000,
      idleTimeoutMs: 8000,
    });
    await stall();
    sent.resolve({ status: 200, header: () => undefined, body: body(), discard: () => undefined });
    let sizeBytes = 0;
    for await (const chunk of (await asked).body) sizeBytes += chunk.length;
    assert.equal(sizeBytes, 30);
  });
});
