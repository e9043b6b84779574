import assert from 'node:assert/strict';
import type { Memento } from '../../../src/engine/ports.ts';

/**
 * The contract that the engine relies on in every `Memento`. `open` returns an empty one; `damage` makes an entry
 * unreadable, if the backend allows that. Uses nothing but mocha's globals and `assert`.
 */
export function describeMemento(
  name: string,
  open: () => Promise<Memento>,
  damage?: (key: string) => Promise<unknown>,
): void {
  describe(`${name} as a Memento`, () => {
    let memento: Memento;
    beforeEach(async () => {
      memento = await open();
    });

    it('is empty at first', () => {
      assert.deepEqual(memento.keys(), []);
      assert.equal(memento.get('a'), undefined);
    });

    it('returns stored values and lists their keys', async () => {
      await memento.update('a', { n: 1, list: ['x', null] });
      assert.deepEqual(memento.get('a'), { n: 1, list: ['x', null] });
      assert.deepEqual(memento.keys(), ['a']);
    });

    it('keeps falsy values', async () => {
      for (const value of [0, '', false, null]) {
        await memento.update('a', value);
        assert.equal(memento.get('a'), value);
      }
    });

    it('replaces a value', async () => {
      await memento.update('a', 1);
      await memento.update('a', 2);
      assert.equal(memento.get('a'), 2);
      assert.deepEqual(memento.keys(), ['a']);
    });

    it('removes an entry with undefined, even a missing one', async () => {
      await memento.update('a', 1);
      await memento.update('a', undefined);
      await memento.update('b', undefined);
      assert.equal(memento.get('a'), undefined);
      assert.deepEqual(memento.keys(), []);
    });

    it('keeps any key apart from any other', async () => {
      const keys = ['', ' ', 'a', 'A', 'a/b', '../a', 'a\\b', 'con', 'ä', 'a\u0308', '"', 'x'.repeat(1000)];
      for (const [index, key] of keys.entries()) await memento.update(key, index);
      for (const [index, key] of keys.entries()) assert.equal(memento.get(key), index, JSON.stringify(key));
      assert.deepEqual([...memento.keys()].sort(), [...keys].sort());
    });

    it('loses none of many writes at once', async () => {
      const keys = Array.from({ length: 50 }, (_, index) => `key ${index}`);
      await Promise.all(keys.map((key) => memento.update(key, key)));
      assert.deepEqual([...memento.keys()].sort(), [...keys].sort());
    });

    it('distinguishes an unreadable entry from a missing one until it is written again', async function () {
      if (!damage) this.skip();
      await memento.update('a', 1);
      await memento.update('b', 2);
      await damage('a');
      await assert.rejects(Promise.resolve(memento.refresh?.('a')), { code: 'storage' });
      await memento.refresh?.('b');
      await memento.refresh?.('c');
      await memento.refresh?.();
      assert.deepEqual([...memento.keys()].sort(), ['a', 'b']);
      assert.deepEqual(
        memento.unreadable?.().map(({ code }) => code),
        ['storage'],
      );
      await memento.update('a', 3);
      await memento.refresh?.('a');
      assert.deepEqual([memento.get('a'), memento.unreadable?.()], [3, []]);
      await damage('b');
      await memento.update('b', undefined);
      await memento.refresh?.('b');
      assert.deepEqual(memento.keys(), ['a']);
    });

    it('keeps the last of several writes to one key', async () => {
      await Promise.all([1, 2, 3, 4, 5].map((value) => memento.update('a', value)));
      assert.equal(memento.get('a'), 5);
    });
  });
}
