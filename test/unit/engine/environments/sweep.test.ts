import assert from 'node:assert/strict';
import { mkdir, readdir, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { useEnvironmentRig } from '../../../support/environmentRig.ts';
import type { TestTool } from '../../../support/environmentRig.ts';
import { itWith } from '../../../support/thisSystem.ts';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
const greet: TestTool = { name: 'greet', version: '1.0.0' };

describe('sweeping environments', function () {
  const rig = useEnvironmentRig();
  const rootOf = (folder: string): string => path.dirname(path.dirname(rig.environments().binDirectory(folder)));
  const folders = async (): Promise<readonly string[]> =>
    (await rig.environments().list()).environments.map(({ folder }) => path.basename(folder));
  const age = async (file: string, ageMs: number): Promise<void> => {
    const time = new Date(Date.now() - ageMs);
    await utimes(file, time, time);
  };

  it('removes one whose folder has been gone for a month, and not before', async () => {
    const [gone, stays] = [await rig.folder('gone'), await rig.folder('stays')];
    for (const folder of [gone, stays]) await rig.restore(folder, greet);
    await rm(gone, { recursive: true });
    await rig.environments().sweep();
    const mark = path.join(rootOf(gone), 'gone');
    await age(mark, 29 * DAY_MS);
    await rig.environments().sweep();
    assert.deepEqual((await folders()).toSorted(), ['gone', 'stays']);
    await age(mark, 31 * DAY_MS);
    await rig.environments().sweep();
    assert.deepEqual(await folders(), ['stays']);
    assert.equal((await readdir(path.dirname(rootOf(stays)))).length, 1);
  });

  it('keeps one whose folder came back, however long that took', async () => {
    const folder = await rig.folder('a');
    await rig.restore(folder, greet);
    await rename(folder, `${folder} elsewhere`);
    await rig.environments().sweep();
    await rename(`${folder} elsewhere`, folder);
    await rig.environments().sweep();
    await rename(folder, `${folder} elsewhere`);
    await rig.environments().sweep();
    await rig.environments().sweep();
    assert.deepEqual(await folders(), ['a']);
    await rename(`${folder} elsewhere`, folder);
    assert.equal(await rig.type(folder, 'greet'), 'greet 1.0.0');
  });

  itWith('links', 'keeps one whose folder cannot be looked at', async () => {
    const folder = await rig.folder('a');
    await rig.restore(folder, greet);
    const parent = path.dirname(folder);
    await rename(parent, `${parent} elsewhere`);
    await symlink(parent, parent);
    await rig.environments().sweep();
    assert.ok(
      !(await readdir(rootOf(folder)).catch(() => ['gone'])).includes('gone'),
      'a loop of links does not count as absent',
    );
    await rm(parent);
    await rename(`${parent} elsewhere`, parent);
    assert.deepEqual(await folders(), ['a']);
  });

  it('removes leftovers of unfinished builds after an hour, and never the current generation', async () => {
    const folder = await rig.folder('a');
    await rig.restore(folder, greet);
    const root = rootOf(folder);
    const generations = (await readdir(root)).filter((name) => name.startsWith('g-'));
    for (const name of ['g-young', 'g-old']) await mkdir(path.join(root, name, 'bin'), { recursive: true });
    const never = path.join(path.dirname(root), 'never');
    await mkdir(path.join(never, 'g-old'), { recursive: true });
    for (const file of [path.join(root, 'g-old'), path.join(never, 'g-old')]) await age(file, 2 * HOUR_MS);
    for (const name of ['current', ...generations]) await age(path.join(root, name), 400 * DAY_MS);
    await rig.environments().sweep();
    assert.deepEqual((await readdir(root)).toSorted(), ['current', ...generations, 'g-young'].toSorted());
    assert.deepEqual(await readdir(path.dirname(root)), [path.basename(root)]);
    assert.equal(await rig.type(folder, 'greet'), 'greet 1.0.0');
  });

  it('touches nothing that does not belong to an environment', async () => {
    const folder = await rig.folder('a');
    await rig.restore(folder, greet);
    const place = path.dirname(rootOf(folder));
    await writeFile(path.join(place, 'notes.txt'), 'mine');
    await mkdir(path.join(place, 'mine'));
    await writeFile(path.join(place, 'mine', 'file'), 'mine');
    await rig.environments().sweep();
    assert.deepEqual(
      (await readdir(place)).toSorted(),
      [path.basename(rootOf(folder)), 'mine', 'notes.txt'].toSorted(),
    );
    assert.deepEqual((await rig.environments().list()).unreadable, []);
  });
});
