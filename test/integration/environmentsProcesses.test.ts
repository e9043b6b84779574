import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { LINUX, useEnvironmentRig } from '../support/environmentRig.ts';
import type { TestTool } from '../support/environmentRig.ts';
import { withoutLinks } from '../support/linklessDisk.ts';
import { THIS_SYSTEM } from '../support/thisSystem.ts';

const PROCESS = path.resolve('test/support/environmentProcess.ts');
const tools = (version: string): readonly TestTool[] => [
  { name: 'greet', version },
  { name: 'saw', version },
];

/** A switch of several steps may leave no command for a moment, but never one of a mixed environment. */
const ANY = { switched: /^greet [12], saw [12]$/, moved: /^(greet [12]|)(, |)(saw [12]|)$/ };

for (const name of THIS_SYSTEM.junctions ? ['with links', 'without links'] : ['without links']) {
  describe(`several processes that build one environment ${name}`, function () {
    this.timeout(120_000);
    const hasLinks = name === 'with links' && !THIS_SYSTEM.windows;
    const expected = ANY[hasLinks ? 'switched' : 'moved'];
    const rig = useEnvironmentRig();

    let restore: (() => void) | undefined;
    beforeEach(async () => {
      restore = hasLinks ? undefined : await withoutLinks(rig.installs.place());
    });
    afterEach(() => restore?.());

    const start = (folder: string, rounds: number, ...versions: readonly string[]): ChildProcess =>
      fork(PROCESS, [rig.installs.place(), folder, String(rounds), hasLinks ? 'links' : 'none', ...versions], {
        stdio: 'inherit',
      });
    /** The output of both commands of a folder; a missing command prints nothing. */
    const both = async (folder: string): Promise<string> => {
      const type = (command: string) =>
        rig.type(folder, command).catch((error: unknown) => (hasLinks ? Promise.reject(error) : ''));
      return [await type('greet'), await type('saw')].filter(Boolean).join(', ');
    };
    const exitOf = async (child: ChildProcess): Promise<unknown> => ((await once(child, 'exit')) as unknown[])[0];

    it('leaves one of their sets at any moment and does not touch another folder', async () => {
      const [folder, other] = [await rig.folder('a'), await rig.folder('b')];
      for (const version of ['1', '2', '3']) await rig.provide(...tools(version));
      await rig.restore(folder, ...tools('1'));
      await rig.restore(other, ...tools('3'));
      const children = [start(folder, 60, '1', '2'), start(folder, 60, '2', '1')];
      const ended = Promise.all(children.map(exitOf));
      const seen = new Set<string>();
      do {
        seen.add(await both(folder));
      } while (children.some(({ exitCode, signalCode }) => exitCode === null && signalCode === null));
      assert.deepEqual(await ended, [0, 0]);
      for (const one of seen) assert.match(one, expected);
      assert.equal(await both(other), 'greet 3, saw 3');
      const state = await rig.environments().build(folder, rig.lock(...tools('1')), LINUX);
      assert.equal(state.isCurrent, true);
    });

    it('leaves one of their sets when they are killed at any time', async () => {
      const folder = await rig.folder('a');
      for (const version of ['1', '2']) await rig.provide(...tools(version));
      await rig.restore(folder, ...tools('1'));
      const place = path.dirname(path.dirname(rig.environments().binDirectory(folder)));
      for (let round = 0; round < 6; round += 1) {
        const child = start(folder, 10_000, '1', '2');
        const before = (await readdir(place)).join();
        while ((await readdir(place)).join() === before) await setImmediate();
        child.kill('SIGKILL');
        await exitOf(child);
        const output = await both(folder);
        assert.ok(['greet 1, saw 1', 'greet 2, saw 2', ...(hasLinks ? [] : [''])].includes(output), output);
      }
      const state = await rig.environments().build(folder, rig.lock(...tools('2')), LINUX);
      assert.equal(state.isCurrent, true);
    });
  });
}
