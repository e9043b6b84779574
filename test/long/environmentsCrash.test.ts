import assert from 'node:assert/strict';
import { lutimes, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { failOnce, stopAfter } from '../support/dyingDisk.ts';
import { withoutLinks } from '../support/linklessDisk.ts';
import { describeWith, THIS_SYSTEM } from '../support/thisSystem.ts';
import { LINUX, useEnvironmentRig } from '../support/environmentRig.ts';
import type { TestTool } from '../support/environmentRig.ts';

const OLD: readonly TestTool[] = [
  { name: 'greet', version: '1.0.0' },
  { name: 'saw', version: '1' },
];
const NEW: readonly TestTool[] = [
  { name: 'drill', version: '2' },
  { name: 'greet', version: '1.1.0' },
];
const COMMANDS: readonly string[] = ['drill', 'greet', 'saw'];
const NONE = 'none';
const [OLDER, NEWER] = ['greet 1.0.0, saw 1', 'drill 2, greet 1.1.0'];

const KINDS = [
  { name: 'with the links of Linux', platform: 'linux', hasLinks: THIS_SYSTEM.links },
  { name: 'with the links of Windows', platform: 'win32', hasLinks: THIS_SYSTEM.junctions },
  ...(THIS_SYSTEM.junctions ? [{ name: 'without links', platform: process.platform, hasLinks: false }] : []),
] as const;

for (const { name, platform, hasLinks } of KINDS) {
  const title = `an environment that is built ${name}, where the process dies or a call fails`;
  // Windows does not run the launchers of other systems.
  const group = platform === 'linux' ? describeWith.bind(undefined, 'scripts') : describe;
  group(title, function () {
    this.timeout(120_000);
    const rig = useEnvironmentRig();
    /** On these systems, the previous link is missing for a moment. */
    const mayBeNone = platform === 'win32' || !hasLinks;
    let restore: (() => void) | undefined;
    beforeEach(async () => {
      restore = hasLinks ? undefined : await withoutLinks(rig.installs.place());
    });
    afterEach(() => restore?.());
    const environments = () => rig.environments({ platform });
    const root = (): string => path.join(rig.installs.place(), 'environments');

    /** The output of the folder's commands, each called through the directory on the PATH. */
    async function outputIn(folder: string): Promise<string> {
      const bin = environments().binDirectory(folder);
      const names: readonly string[] = await readdir(bin).catch(() => []);
      const commands = COMMANDS.filter((command) => names.includes(platform === 'win32' ? `${command}.cmd` : command));
      // The launcher without an extension is for Git's shells, and it runs here.
      const lines = await Promise.all(commands.map((command) => rig.type(folder, command)));
      return lines.join(', ') || NONE;
    }

    async function prepared(): Promise<string> {
      const folder = await rig.folder('a');
      await rm(root(), { recursive: true, force: true });
      await rig.provide(...OLD, ...NEW);
      await environments().build(folder, rig.lock(...OLD), LINUX);
      return folder;
    }

    async function sweepLater(): Promise<void> {
      const old = new Date(Date.now() - 2 * 60 * 60 * 1000);
      for (const entry of await readdir(root(), { recursive: true, withFileTypes: true })) {
        await lutimes(path.join(entry.parentPath, entry.name), old, old);
      }
      await environments().sweep();
    }

    it('is the older or the newer one, or none if a switch takes two steps, and is built the next time', async () => {
      const seen = new Set<string>();
      for (let changes = 1, isStopped = true; isStopped; changes += 1) {
        const folder = await prepared();
        const died = await stopAfter(root(), changes, () => environments().build(folder, rig.lock(...NEW), LINUX));
        ({ isStopped } = died);
        seen.add(await outputIn(folder));
        const state = await environments().build(folder, rig.lock(...NEW), LINUX);
        assert.equal(state.isCurrent, true);
        assert.equal(await outputIn(folder), NEWER);
        await died.release();
        assert.equal(await outputIn(folder), NEWER, `the process that died at ${changes} does nothing afterwards`);
        await sweepLater();
        const [key = ''] = await readdir(root());
        const left = await readdir(path.join(root(), key));
        assert.deepEqual([left.length, await outputIn(folder)], [hasLinks ? 2 : 1, NEWER], left.join(' '));
        if (!isStopped) assert.ok(changes > 10, `${changes} points`);
      }
      assert.deepEqual([...seen].toSorted(), [NEWER, OLDER, ...(mayBeNone ? [NONE] : [])].toSorted());
    });

    it('is the older or the newer one if a file system call fails, and names the failure', async () => {
      for (let index = 1, isReached = true; isReached; index += 1) {
        const folder = await prepared();
        const result = await failOnce(root(), index, () => environments().build(folder, rig.lock(...NEW), LINUX));
        ({ isReached } = result);
        const now = await outputIn(folder);
        const expected = result.isDone ? [NEWER] : [NEWER, OLDER, ...(mayBeNone ? [NONE] : [])];
        assert.ok(expected.includes(now), `${now} after ${index}`);
        if (!isReached) assert.ok(result.isDone && index > 10, `${index} calls`);
      }
    });

    it('is complete or gone after an interrupted removal', async () => {
      const seen = new Set<string>();
      for (let changes = 1, isStopped = true; isStopped; changes += 1) {
        const folder = await prepared();
        const died = await stopAfter(root(), changes, () => environments().forget(folder));
        ({ isStopped } = died);
        const now = await outputIn(folder);
        seen.add(now);
        const { environments: all } = await environments().list();
        assert.equal(all.length, now === NONE ? 0 : 1);
        await died.release();
      }
      assert.deepEqual([...seen].toSorted(), [NONE]);
    });

    it('leaves a record that matches the lock', async () => {
      const folder = await prepared();
      const record = await readFile(
        path.join(path.dirname(environments().binDirectory(folder)), 'environment.json'),
        'utf8',
      );
      const { layout, folder: kept, tools } = JSON.parse(record) as { layout: number; folder: string; tools: object[] };
      assert.deepEqual([layout, kept, tools.length], [1, folder, 2]);
    });
  });
}
