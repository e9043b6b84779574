import assert from 'node:assert/strict';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openDirectoryStores } from '../../../../src/engine/store/directoryStores.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { makeRecord } from '../../../support/records.ts';
import { useTempDir } from '../../../support/tempDir.ts';

describe('openDirectoryStores', () => {
  const directory = useTempDir();
  const open = (writerId: string) => openDirectoryStores({ directory: directory(), clock: new FakeClock(), writerId });

  it('touches nothing before the first call', async () => {
    open('one');
    assert.deepEqual(await readdir(directory()), []);
  });

  it('keeps records and counts for whoever opens them next, each writer counting apart', async () => {
    const [one, two] = [open('one'), open('two')];
    const record = makeRecord({ id: 'a' });
    await one.store.upsert(record);
    await one.counter.increment('2026-11-24 x');
    assert.equal(await two.counter.increment('2026-11-24 x'), 2);
    assert.deepEqual(await two.store.find(record.key), record);
  });

  it('fails what needs a directory that cannot be used, each time, until it can', async () => {
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
