import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { DownloadLimiter } from '../../../../src/engine/cache/downloadLimiter.ts';
import type { DownloadSlot } from '../../../../src/engine/cache/downloadLimiter.ts';
import type { DownloadCounter } from '../../../../src/engine/ports.ts';
import { MementoDownloadCounter } from '../../../../src/engine/store/mementoDownloadCounter.ts';
import { FakeClock, settle } from '../../../support/fakeClock.ts';
import { MemoryMemento } from '../../../support/memoryMemento.ts';

const NEVER = new AbortController().signal;
const USER = 'https://git.example.org/';

describe('DownloadLimiter', () => {
  let clock: FakeClock;
  let counter: DownloadCounter;
  let limiter: DownloadLimiter;
  let limits: { concurrent: number; perDay: number };
  let log: string[];

  beforeEach(() => {
    clock = new FakeClock(Date.UTC(2026, 10, 24, 23, 59));
    counter = new MementoDownloadCounter({ memento: new MemoryMemento(), writerId: 'w', now: () => clock.now() });
    limits = { concurrent: 2, perDay: 0 };
    log = [];
    limiter = makeLimiter();
  });

  const makeLimiter = (parts: Partial<DownloadCounter> = {}): DownloadLimiter => {
    const { increment, add, decrement, read } = parts;
    return new DownloadLimiter({
      clock,
      counter: {
        increment: increment ?? ((key) => counter.increment(key)),
        add: add ?? ((key) => counter.add(key)),
        decrement: decrement ?? ((key) => counter.decrement(key)),
        read: read ?? ((key) => counter.read(key)),
      },
      concurrent: () => limits.concurrent,
      perDay: () => limits.perDay,
    });
  };
  const enter = async (name: string, signal = NEVER, user = USER): Promise<DownloadSlot> => {
    const ticket = await limiter.enter(user, signal, (place) => log.push(`${name} is ${place}`));
    log.push(`${name} enters`);
    return ticket;
  };
  const used = async (): Promise<number> => (await limiter.usedToday(USER)).count;

  it('admits a limited number at once, the others in order, and reports their position', async () => {
    const [a, b] = await Promise.all([enter('a'), enter('b')]);
    const waiting = [enter('c'), enter('d'), enter('e')];
    await settle();
    assert.deepEqual(log.splice(0), ['a enters', 'b enters', 'c is 1', 'd is 2', 'e is 3']);
    await b.release('done');
    await settle();
    assert.deepEqual(log.splice(0), ['d is 1', 'e is 2', 'c enters']);
    await a.release('done');
    await (await waiting[0]!).release('done');
    await settle();
    assert.deepEqual(log.splice(0), ['e is 1', 'd enters', 'e enters']);
  });

  it('counts each user separately', async () => {
    await Promise.all([enter('a'), enter('b'), enter('x', NEVER, 'https://other.example.org/')]);
    assert.deepEqual(log, ['a enters', 'b enters', 'x enters']);
  });

  it('lets a waiting caller leave with its reason, and moves the others up', async () => {
    const tickets = await Promise.all([enter('a'), enter('b')]);
    const stop = new AbortController();
    const leaving = enter('c', stop.signal);
    const next = enter('d');
    await settle();
    log.splice(0);
    stop.abort(new Error('not any more'));
    await assert.rejects(leaving, /not any more/);
    assert.deepEqual(log, ['d is 1']);
    await tickets[0].release('done');
    await next;
    await assert.rejects(enter('e', AbortSignal.abort(new Error('late'))), /late/);
  });

  it('frees a slot once, however often it is released', async () => {
    const [a] = await Promise.all([enter('a'), enter('b')]);
    await a.release('done');
    await a.release('done');
    await enter('c');
    const waiting = enter('d');
    await settle();
    assert.deepEqual(log, ['a enters', 'b enters', 'c enters', 'd is 1']);
    void waiting;
  });

  it('starts waiting callers when the limit is raised, and respects a lower one', async () => {
    const tickets = await Promise.all([enter('a'), enter('b')]);
    void enter('c');
    void enter('d');
    await settle();
    limits.concurrent = 3;
    limiter.refresh();
    await settle();
    assert.deepEqual(log.splice(0), ['a enters', 'b enters', 'c is 1', 'd is 2', 'd is 1', 'c enters']);
    limits.concurrent = 1;
    for (const ticket of tickets) await ticket.release('done');
    await settle();
    assert.deepEqual(log, []);
  });

  it('treats a limit below one as one, so that nothing waits for ever', async () => {
    limits.concurrent = 0;
    await enter('a');
    assert.deepEqual(log, ['a enters']);
  });

  it('counts a day durably, refuses downloads beyond the limit, and reports when the count resets', async () => {
    limits.perDay = 2;
    for (const name of ['a', 'b']) {
      const ticket = await enter(name);
      await ticket.count();
      await ticket.release('done');
    }
    const refused = await enter('c');
    await assert.rejects(refused.count(), {
      code: 'limited',
      facts: { limit: 2, resetsAt: Date.UTC(2026, 10, 25) },
      message: "today's limit of 2 downloads is used up",
    });
    await refused.release('failed');
    assert.deepEqual(await limiter.usedToday(USER), { count: 2, limit: 2, resetsAt: Date.UTC(2026, 10, 25) });
    limiter = makeLimiter();
    const again = await enter('d');
    await assert.rejects(again.count(), { code: 'limited' });
  });

  it('counts nothing for a slot alone', async () => {
    await (await enter('a')).release('done');
    await (await enter('b')).release('failed');
    assert.equal(await used(), 0);
  });

  it('does not count a download that failed', async () => {
    const ticket = await enter('a');
    await ticket.count();
    assert.equal(await used(), 1);
    await ticket.release('failed');
    assert.equal(await used(), 0);
  });

  it('resets at midnight UTC, and takes counts back from the right day', async () => {
    limits.perDay = 1;
    const before = await enter('a');
    await before.count();
    await clock.advance(2 * 60_000);
    assert.equal(await used(), 0);
    const after = await enter('b');
    await after.count();
    await before.release('failed');
    assert.equal(await used(), 1);
    assert.equal(await counter.read(`2026-11-24 ${USER}`), 0);
  });

  it('has no limit at 0, and applies a new one at once', async () => {
    limits = { concurrent: 9, perDay: 0 };
    await (await enter('a')).count();
    limits.perDay = 1;
    await assert.rejects((await enter('b')).count(), { code: 'limited' });
    limits.perDay = 0;
    await (await enter('c')).count();
    assert.equal(await used(), 2);
  });

  it('waits for the count of a download without a limit only at its end', async () => {
    const { promise: written, resolve: write } = Promise.withResolvers<void>();
    limiter = makeLimiter({ add: () => written });
    const ticket = await enter('a');
    await ticket.count();
    const released = ticket.release('done').then(() => log.push('a is counted'));
    await (await enter('b')).count();
    assert.ok(!log.includes('a is counted'));
    write();
    await released;
  });

  it('frees the slot even if the count cannot be written or taken back, and reports the failure', async () => {
    limits.concurrent = 1;
    limiter = makeLimiter({ add: () => Promise.reject(new Error('no space')) });
    const first = await enter('a');
    await first.count();
    await assert.rejects(first.release('failed'), /no space/);
    limiter = makeLimiter({ decrement: () => Promise.reject(new Error('no space')) });
    const second = await enter('b');
    await second.count();
    await assert.rejects(second.release('failed'), /no space/);
    await enter('c');
    assert.deepEqual(log, ['a enters', 'b enters', 'c enters']);
  });

  it('frees the slot before it takes back the count', async () => {
    limits.concurrent = 1;
    const { promise: written, resolve: write } = Promise.withResolvers<void>();
    limiter = makeLimiter({ decrement: () => written });
    const ticket = await enter('a');
    await ticket.count();
    const next = enter('b');
    const released = ticket.release('failed').then(() => log.push('a is uncounted'));
    await next;
    assert.ok(!log.includes('a is uncounted'));
    write();
    await released;
  });

  it('holds for any order of entering, leaving, failing and ending', async () => {
    const steps = fc.array(fc.record({ kind: fc.constantFrom('enter', 'abort', 'done', 'failed'), at: fc.nat(20) }), {
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 3 }), async (plan, concurrent) => {
        limits = { concurrent, perDay: 0 };
        const entries = new MemoryMemento();
        counter = new MementoDownloadCounter({ memento: entries, writerId: 'w', now: () => clock.now() });
        limiter = makeLimiter();
        const waiting = new Map<number, AbortController>();
        const running = new Map<number, DownloadSlot>();
        const places = new Map<number, number>();
        const entered: number[] = [];
        let finished = 0;
        let id = 0;
        for (const { kind, at } of plan) {
          if (kind === 'enter') {
            const own = (id += 1);
            const stop = new AbortController();
            waiting.set(own, stop);
            const onQueued = (place: number): void => void places.set(own, place);
            limiter.enter(USER, stop.signal, onQueued).then(
              async (ticket) => {
                await ticket.count();
                running.set(own, ticket);
              },
              () => undefined,
            );
          } else if (kind === 'abort') {
            const [own, stop] = [...waiting][at % (waiting.size || 1)] ?? [];
            if (own !== undefined) waiting.delete(own);
            stop?.abort(new Error('leave'));
          } else {
            const [own, ticket] = [...running][at % (running.size || 1)] ?? [];
            if (own === undefined) continue;
            running.delete(own);
            if (kind === 'done') finished += 1;
            await ticket?.release(kind);
          }
          await settle();
          for (const own of running.keys()) {
            if (!waiting.delete(own)) continue;
            entered.push(own);
          }
          const positions = [...waiting.keys()].map((own) => places.get(own));
          assert.deepEqual(
            positions,
            [...positions.keys()].map((index) => index + 1),
            'each knows its position',
          );
          assert.ok(running.size <= concurrent, 'never more than allowed');
          assert.ok(waiting.size === 0 || running.size === concurrent, 'nobody waits while a slot is free');
          assert.deepEqual(
            entered,
            [...entered].sort((a, b) => a - b),
            'first come, first served',
          );
          assert.equal(await limiter.usedToday(USER).then(({ count }) => count), finished + running.size);
        }
      }),
      { numRuns: 60 },
    );
  });
});
