import { Gate } from '../../src/engine/http/gate.ts';
import { HttpClient } from '../../src/engine/http/httpClient.ts';
import type { Pace } from '../../src/engine/http/pace.ts';
import type { Transport } from '../../src/engine/ports.ts';
import { wait } from '../../src/engine/wait.ts';
import { FakeClock } from '../support/fakeClock.ts';
import { MemoryLog } from '../support/memoryLog.ts';
import { TokenBucket } from './tokenBucket.ts';

export interface SimulatedSize {
  readonly machines: number;
  /** The requests of each machine. */
  readonly files: number;
  readonly perSecond: number;
  readonly burst: number;
  readonly seed: number;
}

export interface Simulated {
  /** The requests in each second, and how many of them were refused. */
  readonly perSecond: readonly { readonly requests: number; readonly refused: number }[];
  readonly requests: number;
  readonly refused: number;
  readonly failed: number;
}

const CONCURRENT = 4;
const LATENCY_MS = 50;
const PATIENCE_MS = 5 * 60_000;

/**
 * The HTTP client and the gate of many machines that start at the same moment, with one fake clock and a forge that is only
 * a rate limit. There are no processes, sockets or disks, so as many can take part as a real forge would see.
 */
export async function simulate(size: SimulatedSize): Promise<Simulated> {
  const clock = new FakeClock();
  const startedAt = clock.now();
  const bucket = new TokenBucket(size.perSecond, size.burst, startedAt);
  const seconds: { requests: number; refused: number }[] = [];
  const transport: Transport = {
    send: async ({ signal }) => {
      await wait(clock, LATENCY_MS, signal);
      const second = (seconds[Math.floor((clock.now() - startedAt) / 1000)] ??= { requests: 0, refused: 0 });
      const retryAfter = bucket.take(clock.now());
      second.requests += 1;
      if (retryAfter !== undefined) second.refused += 1;
      const header = (name: string): string | undefined =>
        name === 'retry-after' ? retryAfter?.toString() : undefined;
      return { status: retryAfter === undefined ? 200 : 429, header, body: NOTHING, discard: () => undefined };
    },
  };
  const random = seeded(size.seed);
  let failed = 0;
  const machine = async (): Promise<void> => {
    const client = clientOf(clock, transport, random);
    let left = size.files;
    const lane = async (): Promise<void> => {
      while ((left -= 1) >= 0) {
        const { status } = await client.send({ url: FORGE, headersFor: () => ({}), signal: NEVER });
        if (status !== 200) failed += 1;
      }
    };
    await Promise.all(Array.from({ length: CONCURRENT }, lane));
  };
  const all = Promise.all(Array.from({ length: size.machines }, machine));
  const ended = all.then(() => true);
  while (!(await Promise.race([ended, Promise.resolve(false)]))) await clock.advance(1000);
  await all;
  const perSecond = Array.from({ length: seconds.length }, (_, at) => seconds[at] ?? { requests: 0, refused: 0 });
  const sum = (of: 'requests' | 'refused'): number => perSecond.reduce((total, one) => total + one[of], 0);
  return { perSecond, requests: sum('requests'), refused: sum('refused'), failed };
}

const FORGE = new URL('https://git.example.org/file');
const NEVER = new AbortController().signal;
const NOTHING: AsyncIterable<Uint8Array> = {
  async *[Symbol.asyncIterator]() {
    // The body is empty.
  },
};

/** One process on a machine of its own. */
function clientOf(clock: FakeClock, transport: Transport, random: () => number): HttpClient {
  const log = new MemoryLog();
  let shared: Pace | undefined;
  const gate = new Gate({
    clock,
    log,
    random,
    shared: { read: () => Promise.resolve(shared), write: (_key, pace) => Promise.resolve(void (shared = pace)) },
  });
  const holding = { gate, keyOf: () => 'forge', patienceMs: () => PATIENCE_MS };
  return new HttpClient({ transport, clock, log, random, userAgent: () => 'fleet', holding });
}

/** Numbers in [0, 1) that are the same in each run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
