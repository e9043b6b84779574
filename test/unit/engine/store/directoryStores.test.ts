import assert from 'node:assert/strict';
import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DirectoryMemento } from '../../../../src/engine/store/directoryMemento.ts';
import { openDirectoryStores } from '../../../../src/engine/store/directoryStores.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { makeRecord } from '../../../support/records.ts';
import { useTempDir } from '../../../support/tempDir.ts';
import { itWith } from '../../../support/thisSystem.ts';

describe('openDirectoryStores', () => {
  const directory = useTempDir();
  const open = (writerId: string) => openDirectoryStores({ directory: directory(), clock: new FakeClock(), writerId });

  it('touches nothing before the first call', async () => {
    open('one');
    assert.deepEqual(await readdir(directory()), []);
  });

  it('keeps records and counts for the next opener, with separate counts for each writer', async () => {
    const [one, two] = [open('one'), open('two')];
    const record = makeRecord({ id: 'a' });
    await one.store.upsert(record);
    await one.counter.increment('2026-11-24 x');
    assert.equal(await two.counter.increment('2026-11-24 x'), 2);
    assert.deepEqual(await two.store.find(record.key), record);
  });

  describe('data that outlives the cache', () => {
    const root = (...path: readonly string[]): string => join(directory(), ...path);

    it('is written next to the cache, in rooms, without creating the cache', async () => {
      const { memory } = open('one');
      await memory.section('pins').update('a', 1);
      await memory.section('seen/0123').update('a', 2);
      assert.deepEqual(
        (await readdir(directory(), { recursive: true })).filter((name) => !name.endsWith('.json')).sort(),
        ['memory-v1', join('memory-v1', 'pins'), join('memory-v1', 'seen'), join('memory-v1', 'seen', '0123')],
      );
      const pins = open('two').memory.section('pins');
      await pins.refresh?.('a');
      assert.equal(pins.get('a'), 1);
    });

    it('is read from where version 0.1 kept it until it is written or removed', async () => {
      const before = await DirectoryMemento.open(root('cache-v1', 'trust'));
      for (const key of ['kept', 'changed', 'removed']) await before.update(key, 'old');
      const pins = open('one').memory.section('pins');
      for (const key of ['kept', 'changed', 'removed', 'none']) await pins.refresh?.(key);
      assert.deepEqual(
        ['kept', 'changed', 'removed', 'none'].map((key) => pins.get(key)),
        ['old', 'old', 'old', undefined],
      );
      assert.ok(pins.pathOf?.('kept').startsWith(root('cache-v1', 'trust')));
      await pins.update('changed', 'new');
      await pins.update('removed', undefined);
      const again = open('two').memory.section('pins');
      for (const key of ['kept', 'changed', 'removed']) await again.refresh?.(key);
      assert.deepEqual(
        ['kept', 'changed', 'removed'].map((key) => again.get(key)),
        ['old', 'new', undefined],
      );
      await before.refresh();
      assert.deepEqual(before.keys(), ['kept']);
    });

    it('is reported if it cannot be read', async () => {
      const before = await DirectoryMemento.open(root('cache-v1', 'trust'));
      await before.update('a', 'old');
      await writeFile(before.pathOf('a'), '{');
      const pins = open('one').memory.section('pins');
      await assert.rejects(async () => pins.refresh?.('a'), { code: 'storage' });
      await pins.update('a', 'new');
      await pins.refresh?.('a');
      assert.equal(pins.get('a'), 'new');
    });

    it('stays when the cache is removed by hand', async () => {
      const { memory, store } = open('one');
      await store.upsert(makeRecord({ id: 'a' }));
      await memory.section('pins').update('a', 1);
      await rm(root('cache-v1'), { recursive: true });
      const pins = open('two').memory.section('pins');
      await pins.refresh?.('a');
      assert.equal(pins.get('a'), 1);
    });
  });

  itWith(
    'permissions',
    'keeps records, counts and what is trusted from other users, whatever they may do with new files here',
    async () => {
      const before = process.umask(0);
      try {
        const { store, counter, memory } = open('one');
        await store.upsert(makeRecord({}));
        await counter.increment('2026-11-24 x');
        await memory.section('pins').update('pin', 1);
        const names = await readdir(directory(), { recursive: true });
        assert.ok(names.length >= 8, names.join());
        for (const name of names) {
          const { mode } = await stat(join(directory(), name));
          assert.equal(mode & 0o777, name.endsWith('.json') ? 0o600 : 0o700, name);
        }
      } finally {
        process.umask(before);
      }
    },
  );

  it('fails calls that need an unusable directory, until it is usable', async () => {
    await writeFile(join(directory(), 'cache-v1'), 'in the way');
    const { store, counter } = open('one');
    for (const use of [() => store.list(), () => store.find('a'.repeat(64)), () => counter.increment('x')]) {
      await assert.rejects(use(), { code: 'storage' });
    }
    await rm(join(directory(), 'cache-v1'));
    assert.deepEqual((await store.list()).records, []);
    assert.equal(await counter.increment('x'), 1);
  });
});
