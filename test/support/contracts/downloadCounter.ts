import assert from 'node:assert/strict';
import type { DownloadCounter } from '../../../src/engine/ports.ts';

/**
 * Opens a counter for one writer. Two calls return two writers on the same backend, which is empty at the start of a test.
 */
export type OpenCounter = (writerId: string) => Promise<DownloadCounter>;

/** The contract of every `DownloadCounter`. Uses nothing but mocha's globals and `assert`. */
export function describeDownloadCounter(name: string, open: OpenCounter): void {
  describe(`${name} as a DownloadCounter`, () => {
    const KEY = '2026-11-24 https://git.example.org/';

    it('starts at zero and counts up', async () => {
      const counter = await open('one');
      assert.equal(await counter.read(KEY), 0);
      assert.equal(await counter.increment(KEY), 1);
      assert.equal(await counter.increment(KEY), 2);
      await counter.add(KEY);
      assert.equal(await counter.read(KEY), 3);
    });

    it('takes counts back, never below zero', async () => {
      const counter = await open('one');
      await counter.increment(KEY);
      await counter.decrement(KEY);
      await counter.decrement(KEY);
      assert.equal(await counter.read(KEY), 0);
    });

    it('keeps keys apart', async () => {
      const counter = await open('one');
      await counter.increment(KEY);
      assert.equal(await counter.increment('2026-11-25 https://git.example.org/'), 1);
      assert.equal(await counter.increment('2026-11-24 https://git.example.org/"]'), 1);
      assert.equal(await counter.read(KEY), 1);
    });

    it("loses no concurrent increment, and gives each of a writer's increments its own number", async () => {
      const counter = await open('one');
      const sums = await Promise.all(Array.from({ length: 20 }, () => counter.increment(KEY)));
      assert.equal(await counter.read(KEY), 20);
      assert.deepEqual(
        sums.sort((a, b) => a - b),
        Array.from({ length: 20 }, (_, index) => index + 1),
      );
    });

    it('loses no increment of several writers, and each sees the sum of all', async () => {
      const writers = await Promise.all(['one', 'two', 'three'].map((id) => open(id)));
      await Promise.all(
        writers.flatMap((counter) => [
          ...Array.from({ length: 10 }, () => counter.increment(KEY)),
          ...Array.from({ length: 3 }, () => counter.read(KEY)),
        ]),
      );
      for (const counter of writers) assert.equal(await counter.read(KEY), 30);
      assert.equal(await writers[0]!.increment(KEY), 31);
    });

    it('lets one writer take back what another one counted', async () => {
      const [one, two] = [await open('one'), await open('two')];
      await one.increment(KEY);
      await one.increment(KEY);
      await two.decrement(KEY);
      assert.equal(await one.read(KEY), 1);
    });

    it('keeps its counts when it is opened again', async () => {
      await (await open('one')).increment(KEY);
      assert.equal(await (await open('two')).increment(KEY), 2);
    });
  });
}
