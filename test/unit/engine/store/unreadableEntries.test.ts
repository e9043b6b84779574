import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, rename, rmdir, utimes, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { DirectoryMemento } from '../../../../src/engine/store/directoryMemento.ts';
import { withFailingCall } from '../../../support/diskFaults.ts';
import { useTempDir } from '../../../support/tempDir.ts';

describe('DirectoryMemento with files that cannot be read', () => {
  const directory = useTempDir();
  const open = (): Promise<DirectoryMemento> => DirectoryMemento.open(join(directory(), 'state'));
  const files = async (): Promise<string[]> => (await readdir(join(directory(), 'state'))).sort();
  const fileOf = async (): Promise<string> => join(directory(), 'state', (await files())[0]!);

  it('reads all other entries despite torn, foreign and unreadable files', async () => {
    const memento = await open();
    await memento.update('good', 1);
    await memento.update('torn', { long: 'x'.repeat(100) });
    const at = (name: string): string => join(directory(), 'state', name);
    const torn = (await files()).filter((name) => !name.includes('tmp'));
    for (const name of torn) {
      const text = await readFile(at(name), 'utf8');
      if (text.includes('torn')) await writeFile(at(name), text.slice(0, 20));
    }
    await writeFile(at(`${'0'.repeat(64)}.json`), JSON.stringify({ key: 'good', value: 'a lie' }));
    await writeFile(at(`${'1'.repeat(64)}.json`), Buffer.from([0xff, 0x00, 0xfe]));
    await writeFile(at(`${'2'.repeat(64)}.json`), 'null');
    await mkdir(at(`${'3'.repeat(64)}.json`));
    await writeFile(at('notes.txt'), 'hello');
    const fresh = await open();
    assert.deepEqual(fresh.keys(), ['good']);
    assert.equal(fresh.get('good'), 1);
    const problems = fresh.unreadable().map(({ facts }) => `${facts.reason} ${basename(facts.path).slice(0, 4)}`);
    const torn4 = basename(fresh.pathOf('torn')).slice(0, 4);
    const expected = ['EBADMSG 0000', 'EBADMSG 1111', 'EBADMSG 2222', 'EISDIR 3333', `EBADMSG ${torn4}`];
    assert.deepEqual(problems.sort(), expected.sort());
    await assert.rejects(fresh.refresh('torn'), {
      code: 'storage',
      facts: { reason: 'EBADMSG', path: fresh.pathOf('torn') },
    });
    assert.deepEqual(fresh.keys().toSorted(), ['good', 'torn']);
    await fresh.update('torn', 'whole again');
    assert.equal((await open()).get('torn'), 'whole again');
  });

  it('keeps the last value of a file that became unreadable, reports it, and reads it as soon as it can', async () => {
    const memento = await open();
    await memento.update('a', 1);
    const path = await fileOf();
    await rename(path, `${path}.kept`);
    await mkdir(path);
    for (const one of [memento, await open()]) {
      await assert.rejects(one.refresh('a'), { code: 'storage', facts: { reason: 'EISDIR', path } });
      await one.refresh();
      assert.deepEqual([one.keys(), one.unreadable().length], [['a'], 1]);
    }
    assert.equal(memento.get('a'), 1);
    await rmdir(path);
    await rename(`${path}.kept`, path);
    await memento.refresh();
    assert.deepEqual([memento.get('a'), memento.unreadable()], [1, []]);
  });

  it('retries an unreadable file even if the directory has not changed', async () => {
    const memento = await open();
    await memento.update('a', 1);
    const path = await fileOf();
    const text = await readFile(path, 'utf8');
    await writeFile(path, 'torn');
    await utimes(join(directory(), 'state'), 1, 1);
    await memento.refresh();
    assert.equal(memento.unreadable().length, 1);
    await writeFile(path, text);
    await memento.refresh();
    assert.deepEqual(memento.unreadable(), []);
  });

  it('still returns unchanged values when no file handles are left', async () => {
    const memento = await open();
    await memento.update('a', 1);
    await withFailingCall('open', 'EMFILE', () => memento.refresh('a'));
    assert.equal(memento.get('a'), 1);
    await (await open()).update('a', 2);
    await withFailingCall('open', 'EMFILE', () => assert.rejects(memento.refresh('a'), { code: 'storage' }));
    await memento.refresh('a');
    assert.equal(memento.get('a'), 2);
  });
});
