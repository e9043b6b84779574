import assert from 'node:assert/strict';
import { readdir, rm } from 'node:fs/promises';
import { DirectoryMemento } from '../../../../src/engine/store/directoryMemento.ts';
import { useTempDir } from '../../../support/tempDir.ts';

describe('DirectoryMemento, exclusively', () => {
  const directory = useTempDir();
  const open = (): Promise<DirectoryMemento> => DirectoryMemento.open(directory());

  const add = async (memento: DirectoryMemento, meanwhile = (): Promise<unknown> => Promise.resolve()) =>
    memento.exclusively('sum', async () => {
      await memento.refresh('sum');
      const sum = memento.get<number>('sum') ?? 0;
      await meanwhile();
      await memento.update('sum', sum + 1);
    });
  const sumOf = async (): Promise<unknown> => (await open()).get('sum');

  it('lets several windows change one entry, each after the other', async () => {
    const windows = await Promise.all([open(), open(), open()]);
    await Promise.all(windows.flatMap((memento) => [add(memento), add(memento), add(memento)]));
    assert.equal(await sumOf(), 9);
    assert.deepEqual(
      (await readdir(directory())).filter((name) => !/^[0-9a-f]{64}\.json$/.test(name)),
      [],
    );
  });

  it('starts again when it was suspended and another window took its lock', async () => {
    const [asleep, awake] = [await open(), await open()];
    let times = 0;
    await add(asleep, async () => {
      times += 1;
      if (times > 1) return;
      await rm(`${asleep.pathOf('sum')}.lock`);
      await add(awake);
    });
    assert.deepEqual([times, await sumOf()], [2, 2]);
  });

  it('starts again when it removes the entry, too', async () => {
    const memento = await open();
    await add(memento);
    let times = 0;
    await memento.exclusively('sum', async () => {
      times += 1;
      if (times === 1) await rm(`${memento.pathOf('sum')}.lock`);
      await memento.update('sum', undefined);
    });
    assert.deepEqual([times, await sumOf()], [2, undefined]);
  });

  it('gives up with a typed error when its lock is taken again and again', async () => {
    const memento = await open();
    const taken = add(memento, () => rm(`${memento.pathOf('sum')}.lock`));
    await assert.rejects(taken, { code: 'storage', facts: { reason: 'EBUSY', path: memento.pathOf('sum') } });
    assert.equal(await sumOf(), undefined);
  });

  it('releases the entry when the work fails', async () => {
    const memento = await open();
    await assert.rejects(
      add(memento, () => Promise.reject(new Error('no'))),
      /no/,
    );
    await add(memento);
    assert.equal(await sumOf(), 1);
  });
});
