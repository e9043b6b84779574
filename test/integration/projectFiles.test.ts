import assert from 'node:assert/strict';
import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeProject } from '../../src/engine/project/decodeProject.ts';
import {
  EMPTY_LOCK,
  writeProjectFiles,
  formatLock,
  isEngineError,
  projectPaths,
  readLock,
  readProjectFiles,
  systemClock,
} from '../../src/engine/index.ts';
import type { LockedTool, ProjectEdit, ProjectFiles, ToolUpdate } from '../../src/engine/index.ts';
import { replaceText } from '../../src/engine/project/projectFiles.ts';
import { lockedTool, sawSpec } from '../support/projectRig.ts';
import { useTempDir } from '../support/tempDir.ts';

const SAW_FIELDS = { instance: sawSpec.instance, release: 'tools/saw', version: '^1' };

describe('the files of a workspace', () => {
  const directory = useTempDir();
  const paths = (): ReturnType<typeof projectPaths> => projectPaths(directory());
  const updateTo = (name: string, after: LockedTool): ToolUpdate => ({
    name,
    after,
    changes: [],
    notes: [],
    skipped: [],
    isChanged: true,
  });
  const change = (rest: Partial<ProjectEdit>): Promise<void> =>
    writeProjectFiles(
      directory(),
      { from: { project: undefined, lock: undefined }, updates: [], dropped: [], ...rest },
      systemClock,
    );
  const writeTools = (tools: object): Promise<void> => writeFile(paths().file, JSON.stringify({ tools }));
  const writeTheLock = (...names: readonly string[]): Promise<void> =>
    writeFile(paths().lock, formatLock({ tools: new Map(names.map((name) => [name, lockedTool(['any'])])) }));
  const lockedNames = async (): Promise<readonly string[]> => [...((await readLock(paths().lock))?.tools.keys() ?? [])];
  const texts = (): Promise<readonly string[]> =>
    Promise.all(Object.values(paths()).map((path) => readFile(path, 'utf8')));

  it('writes both files completely, with nothing left next to them', async () => {
    assert.deepEqual(await readProjectFiles(directory()), { project: undefined, lock: undefined });
    const tool = lockedTool(['any']);
    await change({ put: { name: 'saw', spec: sawSpec }, updates: [updateTo('saw', tool)] });
    const { project, lock } = await readProjectFiles(directory());
    assert.deepEqual([...(project?.tools ?? [])], [['saw', sawSpec]]);
    assert.deepEqual([...(lock?.tools ?? [])], [['saw', tool]]);
    assert.deepEqual((await readdir(directory())).toSorted(), [
      'forgejo-artifacts.json',
      'forgejo-artifacts.lock.json',
    ]);
  });

  it('writes nothing if nothing changes', async () => {
    await change({});
    assert.deepEqual(await readLock(paths().lock), EMPTY_LOCK);
    const { ino } = await stat(paths().lock);
    await change({});
    assert.equal((await stat(paths().lock)).ino, ino);
  });

  it('keeps what others wrote since the files were read', async () => {
    await writeTools({ saw: SAW_FIELDS });
    await writeTheLock('saw', 'stale');
    const from = await readProjectFiles(directory());
    // Like a pull or another window.
    await writeFile(paths().file, `{\r\n\t"//": "typed",\r\n\t"tools": {"saw": ${JSON.stringify(SAW_FIELDS)}}\r\n}`);
    await writeTheLock('saw', 'stale', 'theirs');
    await change({
      from,
      put: { name: 'axe', spec: sawSpec },
      updates: [updateTo('axe', lockedTool(['any'])), updateTo('saw', lockedTool(['any'], { version: 'v2.0.0' }))],
      dropped: ['stale'],
    });
    const text = await readFile(paths().file, 'utf8');
    assert.ok(text.startsWith('{\r\n\t"//": "typed",\r\n'), text);
    assert.deepEqual([...decodeProject(text, 'f').tools.keys()], ['saw', 'axe']);
    assert.deepEqual(await lockedNames(), ['axe', 'saw', 'theirs']);
    assert.equal((await readLock(paths().lock))?.tools.get('saw')?.version, 'v2.0.0');
  });

  it('leaves both files alone if others changed the same tool', async () => {
    const put = { name: 'saw', spec: sawSpec };
    const updates = [updateTo('saw', lockedTool(['any'], { version: 'v3.0.0' }))];
    const lockedByThem = lockedTool(['any'], { version: 'v2.0.0' });
    const cases: readonly [Partial<ProjectEdit>, () => Promise<void>, keyof ReturnType<typeof paths>][] = [
      [{ put, updates }, () => writeTools({ saw: { ...SAW_FIELDS, version: '^2' } }), 'file'],
      [{ updates }, () => writeTools({ saw: { ...SAW_FIELDS, version: '^2' } }), 'file'],
      [
        { put, updates },
        () => writeFile(paths().lock, formatLock({ tools: new Map([['saw', lockedByThem]]) })),
        'lock',
      ],
      [{ updates }, () => writeTheLock(), 'lock'],
      [{ dropped: ['stale'] }, () => writeTools({ saw: SAW_FIELDS, stale: SAW_FIELDS }), 'file'],
    ];
    for (const [ours, theirs, place] of cases) {
      await writeTools({ saw: SAW_FIELDS });
      await writeTheLock('saw', 'stale');
      const from = await readProjectFiles(directory());
      await theirs();
      const before = await texts();
      await assert.rejects(change({ from, ...ours }), (error) => {
        assert.ok(isEngineError(error, 'changedMeanwhile'), String(error));
        assert.deepEqual(error.facts, { path: paths()[place], tool: ours.dropped ? 'stale' : 'saw' });
        return true;
      });
      assert.deepEqual(await texts(), before);
    }
  });

  it('writes nothing if a file changes at the last moment', async () => {
    await writeTheLock('saw');
    const before = await readFile(paths().lock, 'utf8');
    await writeFile(paths().lock, `${before}\n`);
    await assert.rejects(replaceText(paths().lock, { before, after: '{}' }, systemClock), (error) =>
      isEngineError(error, 'changedMeanwhile'),
    );
    await assert.rejects(replaceText(paths().file, { before: '{}', after: '{ }' }, systemClock), (error) =>
      isEngineError(error, 'changedMeanwhile'),
    );
    assert.deepEqual(await readdir(directory()), ['forgejo-artifacts.lock.json']);
  });

  it('writes nothing if one of the files cannot be read', async () => {
    const put = { name: 'saw', spec: sawSpec };
    for (const bytes of ['{"tools": ', Buffer.from('{"//": "f\xfcr", "tools": {}}', 'latin1')]) {
      await writeFile(paths().file, bytes);
      await assert.rejects(change({ put, updates: [updateTo('saw', lockedTool(['any']))] }), (error) =>
        isEngineError(error, 'badProjectFile'),
      );
      assert.deepEqual(await readFile(paths().file), Buffer.from(bytes));
      assert.deepEqual(await readdir(directory()), ['forgejo-artifacts.json']);
    }
  });

  it('keeps fields that a later version wrote into unchanged tools', async () => {
    await writeTheLock('saw', 'axe');
    const json = JSON.parse(await readFile(paths().lock, 'utf8')) as { tools: Record<string, object> };
    const later = {
      ...json,
      madeBy: 'later',
      tools: { ...json.tools, axe: { ...json.tools['axe'], channel: 'beta' } },
    };
    await writeFile(paths().lock, JSON.stringify(later));
    const from: ProjectFiles = await readProjectFiles(directory());
    await change({ from, updates: [updateTo('saw', lockedTool(['any'], { version: 'v2.0.0' }))] });
    const after = JSON.parse(await readFile(paths().lock, 'utf8')) as typeof later;
    assert.equal(after.madeBy, 'later');
    assert.deepEqual(after.tools.axe, later.tools.axe);
    assert.equal((await readLock(paths().lock))?.tools.get('saw')?.version, 'v2.0.0');
  });

  it('names the path that the disk refused', async () => {
    const nowhere = join(directory(), 'nowhere');
    const work = writeProjectFiles(
      nowhere,
      { from: { project: undefined, lock: undefined }, updates: [], dropped: [] },
      systemClock,
    );
    await assert.rejects(work, (error) => {
      assert.ok(isEngineError(error, 'storage'));
      assert.deepEqual([error.facts.reason, error.facts.path], ['ENOENT', projectPaths(nowhere).lock]);
      return true;
    });
  });
});
