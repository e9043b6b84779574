import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DirectoryMemento } from '../../../../src/engine/store/directoryMemento.ts';
import { describeMemento } from '../../../support/contracts/memento.ts';
import { withFailingCall } from '../../../support/diskFaults.ts';
import { withoutLinks } from '../../../support/linklessDisk.ts';
import { useTempDir } from '../../../support/tempDir.ts';
import { itWith } from '../../../support/thisSystem.ts';

describe('DirectoryMemento', () => {
  const directory = useTempDir();
  const open = (): Promise<DirectoryMemento> => DirectoryMemento.open(join(directory(), 'state'));
  const files = async (): Promise<string[]> => (await readdir(join(directory(), 'state'))).sort();
  const fileOf = async (): Promise<string> => join(directory(), 'state', (await files())[0]!);

  describeMemento('DirectoryMemento', open, (key) =>
    writeFile(new DirectoryMemento(join(directory(), 'state')).pathOf(key), '{"key":'),
  );

  it('keeps its entries for the next opener', async () => {
    await (await open()).update('a', { n: 1 });
    assert.deepEqual((await open()).get('a'), { n: 1 });
  });

  it('makes nothing before it is first written to', async () => {
    const memento = new DirectoryMemento(join(directory(), 'state'));
    assert.deepEqual([memento.keys(), memento.get('a')], [[], undefined]);
    assert.deepEqual(await readdir(directory()), []);
    await memento.refresh('a');
    await memento.refresh();
    assert.deepEqual(await readdir(directory()), []);
    await memento.update('a', 1);
    assert.deepEqual(await readdir(directory()), ['state']);
  });

  itWith('permissions', 'keeps others out of the directories that it makes', async () => {
    await new DirectoryMemento(join(directory(), 'a', 'b')).update('key', 1);
    for (const path of ['a', 'a/b']) assert.equal((await stat(join(directory(), path))).mode & 0o077, 0);
  });

  it('fails while the directory cannot be made, and works as soon as it can', async () => {
    const file = join(directory(), 'state');
    await writeFile(file, 'in the way');
    const memento = new DirectoryMemento(file);
    for (const use of [() => memento.refresh(), () => memento.refresh('a'), () => memento.update('a', 1)]) {
      await assert.rejects(use(), { code: 'storage' });
    }
    await rm(file);
    await memento.update('a', 1);
    assert.equal(memento.get('a'), 1);
  });

  it('tries again for a call that joined a failed attempt to make the directory', async () => {
    const memento = new DirectoryMemento(join(directory(), 'state'));
    const [early] = await withFailingCall('mkdir', 'ENOTDIR', async () => {
      const update = memento.update('b', 1);
      update.catch(() => undefined);
      // By then it has started to create the directory.
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
      return [update] as const;
    });
    const late = memento.update('a', 1);
    await assert.rejects(early, { code: 'storage' });
    await late;
    assert.equal(memento.get('a'), 1);
  });

  it('returns frozen values', async () => {
    const memento = await open();
    await memento.update('a', { list: [1] });
    const value = memento.get<{ list: number[] }>('a')!;
    assert.throws(() => value.list.push(2), TypeError);
    assert.throws(() => Object.assign(value, { other: 1 }), TypeError);
    assert.deepEqual(memento.get('a'), { list: [1] });
  });

  it('does not change with a value that it was given', async () => {
    const memento = await open();
    const value = { list: [1] };
    const written = memento.update('a', value);
    value.list.push(2);
    await written;
    assert.deepEqual(memento.get('a'), { list: [1] });
  });

  it('names files by hash, whatever the key, and leaves no temporary file', async () => {
    const memento = await open();
    await memento.update('../../escape', 1);
    await memento.update('CON', 2);
    for (const name of await files()) assert.match(name, /^[0-9a-f]{64}\.json$/);
    assert.deepEqual(await readdir(directory()), ['state']);
  });

  describe('creating an entry', () => {
    itWith('hardLinks', 'stores it where there is none, and says whether it did', async () => {
      const memento = await open();
      assert.equal(await memento.create('a', 1), true);
      assert.equal(await memento.create('a', 2), false);
      assert.equal(memento.get('a'), 1);
      const other = await open();
      assert.equal(other.get('a'), 1);
      await other.update('a', undefined);
      assert.equal(await memento.create('a', 3), true);
      assert.deepEqual([memento.get('a'), (await files()).length], [3, 1]);
    });

    itWith('hardLinks', 'stores only one of many at the same time', async () => {
      const mementos = await Promise.all(Array.from({ length: 10 }, () => open()));
      const created = await Promise.all(mementos.map((memento, index) => memento.create('a', index)));
      assert.equal(created.filter(Boolean).length, 1);
      assert.equal((await open()).get('a'), created.indexOf(true));
      assert.equal((await files()).length, 1);
    });

    it('stores nothing where the file system has no links', async () => {
      const memento = await open();
      const restore = await withoutLinks(directory());
      try {
        assert.equal(await memento.create('a', 1), false);
      } finally {
        restore();
      }
      assert.equal(memento.get('a'), undefined);
      assert.deepEqual(await files(), []);
    });
  });

  describe('with two on one directory', () => {
    it('sees what the other wrote, changed and removed, for all keys or one key after a refresh', async () => {
      const [one, two] = [await open(), await open()];
      await one.update('a', 1);
      await one.update('b', 1);
      assert.equal(two.get('a'), undefined);
      await two.refresh('a');
      assert.deepEqual([two.get('a'), two.get('b')], [1, undefined]);
      await two.refresh();
      assert.equal(two.get('b'), 1);
      await one.update('a', undefined);
      await one.update('b', 2);
      await two.refresh();
      assert.deepEqual([two.get('a'), two.get('b'), two.keys()], [undefined, 2, ['b']]);
    });

    it('loses no key of either, however their writes and refreshes fall', async () => {
      const [one, two] = [await open(), await open()];
      await Promise.all(
        Array.from({ length: 30 }, (_, index) => [
          one.update(`one ${index}`, index),
          two.update(`two ${index}`, index),
          one.refresh(),
          two.refresh(),
        ]).flat(),
      );
      await Promise.all([one.refresh(), two.refresh()]);
      assert.equal(one.keys().length, 60);
      assert.equal(two.keys().length, 60);
    });

    it('never forgets its own write because a refresh began before it', async () => {
      const memento = await open();
      for (let round = 1; round <= 50; round += 1) {
        const refreshing = memento.refresh();
        await memento.update('own', round);
        await refreshing;
        assert.equal(memento.get('own'), round);
      }
    });

    it('returns a complete value of either when both write one key', async () => {
      const [one, two] = [await open(), await open()];
      const values = ['1'.repeat(100_000), '2'.repeat(100_000)];
      await Promise.all([one.update('a', values[0]), two.update('a', values[1])]);
      await Promise.all([one.refresh('a'), two.refresh('a')]);
      assert.ok(values.includes(one.get('a')!));
      assert.equal(one.get('a'), two.get('a'));
    });

    it('sees a second change within one tick of the clock, of the same size', async () => {
      const [one, two] = [await open(), await open()];
      const now = Date.now() / 1000;
      for (const value of [1, 2]) {
        await one.update('a', value);
        // On a file system with a coarse clock, the file and the directory seem unchanged.
        await utimes(await fileOf(), now, now);
        await utimes(join(directory(), 'state'), now, now);
        await two.refresh();
        assert.equal(two.get('a'), value);
      }
    });

    it('sees, by its key, a file that was rewritten in place within one tick', async () => {
      const [one, two] = [await open(), await open()];
      await one.update('a', 1);
      const path = await fileOf();
      const tick = Math.floor(Date.now() / 1000);
      await utimes(path, tick, tick);
      await two.refresh();
      await writeFile(path, (await readFile(path, 'utf8')).replace('1', '2'));
      await utimes(path, tick, tick);
      await two.refresh('a');
      assert.equal(two.get('a'), 2);
    });

    it('never lets a slow read of an old file replace a newer value', async () => {
      const memento = await open();
      await memento.update('a', 'x'.repeat(4_000_000));
      const looking = memento.refresh('a');
      await memento.update('a', 'new');
      await looking;
      assert.equal(memento.get('a'), 'new');
    });
  });

  itWith('fineTimes', 'does not look at each file again while the directory says that nothing changed', async () => {
    const memento = await open();
    await memento.update('a', 1);
    const past = Date.now() / 1000 - 60;
    await utimes(await fileOf(), past, past);
    await utimes(join(directory(), 'state'), past, past);
    await memento.refresh();
    const path = await fileOf();
    await writeFile(path, (await readFile(path, 'utf8')).replace('1', '2'));
    await memento.refresh();
    assert.equal(memento.get('a'), 1, 'a full refresh does not notice a file changed in place');
    await rename(path, `${path}.moved`);
    await rename(`${path}.moved`, path);
    await memento.refresh();
    assert.equal(memento.get('a'), 2);
  });

  it('stops looking at many files soon after an abort', async () => {
    const memento = await open();
    for (let index = 0; index < 200; index += 1) await memento.update(`${index}`, index);
    const fresh = new DirectoryMemento(join(directory(), 'state'));
    const stop = new AbortController();
    const looking = fresh.refresh(undefined, stop.signal);
    stop.abort(new Error('enough'));
    await assert.rejects(looking, /enough/);
    assert.ok(fresh.keys().length < 200);
    await fresh.refresh();
    assert.equal(fresh.keys().length, 200);
  });

  it('treats a removed directory as empty, and recreates it on the next write', async () => {
    const memento = await open();
    await memento.update('a', 1);
    await rm(join(directory(), 'state'), { recursive: true });
    await memento.refresh();
    assert.deepEqual(memento.keys(), []);
    await memento.update('a', undefined);
    await memento.update('b', 2);
    assert.equal((await open()).get('b'), 2);
  });

  it('fails with a typed error if it cannot write, and keeps the old value', async () => {
    const memento = await open();
    await memento.update('a', 1);
    const path = await fileOf();
    await rm(path);
    await mkdir(join(path, 'in the way'), { recursive: true });
    await assert.rejects(memento.update('a', 2), { code: 'storage' });
    await rm(path, { recursive: true });
    await memento.update('a', 3);
    assert.equal(memento.get('a'), 3);
    assert.deepEqual(
      (await files()).filter((name) => name.endsWith('.tmp')),
      [],
    );
  });

  it('refuses to open if the directory cannot be made', async () => {
    await writeFile(join(directory(), 'state'), 'a file');
    await assert.rejects(open(), { code: 'storage' });
  });

  it('removes leftovers of a process that died between write and rename, but nothing in use', async () => {
    const memento = await open();
    await memento.update('a', 1);
    const dead = join(directory(), 'state', 'x.json.dead.tmp');
    const alive = join(directory(), 'state', 'x.json.alive.tmp');
    await writeFile(dead, '{"key":');
    await writeFile(alive, '{"key":');
    const hoursAgo = Date.now() / 1000 - 2 * 60 * 60;
    await utimes(dead, hoursAgo, hoursAgo);
    await open();
    await assert.rejects(stat(dead), { code: 'ENOENT' });
    assert.ok(await stat(alive));
  });
});
