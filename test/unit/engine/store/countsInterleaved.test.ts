import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { Memento } from '../../../../src/engine/ports.ts';
import { MementoDownloadCounter } from '../../../../src/engine/store/mementoDownloadCounter.ts';
import { MemoryMemento } from '../../../support/memoryMemento.ts';

const NOW = Date.UTC(2026, 10, 24, 12);
const KEY = '2026-11-24 a';

/** One window's view of a shared backend. Its calls end in any order, and its reads are as old as its last refresh. */
function slowMemento(shared: Map<string, string>, scheduler: fc.Scheduler): Memento {
  const seen = new Map<string, string>();
  const memory = new MemoryMemento(seen);
  return {
    keys: () => memory.keys(),
    get: (key) => memory.get(key),
    update: async (key, value) => {
      await scheduler.schedule(Promise.resolve(), 'write');
      for (const map of [shared, seen]) await new MemoryMemento(map).update(key, value);
    },
    refresh: async () => {
      await scheduler.schedule(Promise.resolve(), 'refresh');
      for (const [key, value] of shared) seen.set(key, value);
    },
  };
}

describe('counts of several windows', () => {
  it('loses no count, however writes and reads interleave', async () => {
    const step = fc.record({ writer: fc.nat(2), by: fc.constantFrom(1, 1, 1, -1) });
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(step, { maxLength: 14 }), async (scheduler, steps) => {
        const shared = new Map<string, string>();
        const counters = ['a', 'b', 'c'].map(
          (writerId) =>
            new MementoDownloadCounter({ memento: slowMemento(shared, scheduler), writerId, now: () => NOW }),
        );
        let [counted, added] = [0, 0];
        const calls = steps.map(async ({ writer, by }) => {
          const counter = counters[writer] as MementoDownloadCounter;
          if (by < 0) return counter.decrement(KEY);
          added += 1;
          const sum = await counter.increment(KEY);
          assert.ok(sum <= added, 'only real downloads are counted');
        });
        counted = steps.reduce((sum, { by }) => sum + by, 0);
        await scheduler.waitFor(Promise.all(calls));
        const late = new MementoDownloadCounter({ memento: new MemoryMemento(shared), writerId: 'd', now: () => NOW });
        assert.equal(await late.read(KEY), Math.max(0, counted));
      }),
      { numRuns: 200 },
    );
  });

  it('admits no more than the limit, because each counts before it compares', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 6 }), async (scheduler, limit) => {
        const shared = new Map<string, string>();
        const writers = Array.from({ length: 8 }, (_, index) => `${index}`);
        const sums = writers.map((writerId) =>
          new MementoDownloadCounter({
            memento: slowMemento(shared, scheduler),
            writerId,
            now: () => NOW,
          }).increment(KEY),
        );
        const through = (await scheduler.waitFor(Promise.all(sums))).filter((sum) => sum <= limit).length;
        assert.ok(through <= limit, `${through} of ${limit}`);
      }),
      { numRuns: 200 },
    );
  });
});
