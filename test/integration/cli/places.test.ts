import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { useCli } from '../../support/cliRig.ts';
import { THIS_SYSTEM } from '../../support/thisSystem.ts';

type Place = readonly [title: string, place: (directory: string) => string];

const PLACES: readonly Place[] = [
  ['far below other directories', (directory) => join(directory, ...Array.from('abc', (name) => name.repeat(100)))],
  ['of users with names in several scripts', (directory) => join(directory, "Zoë O'Hara & 田中 (100%)")],
];

/** Windows accepts several spellings of a path, and has no limit of 260 characters below `\\?\`. */
const ON_WINDOWS: readonly Place[] = [
  ['below \\\\?\\', (directory) => `\\\\?\\${join(directory, 'cache')}`],
  ['spelled in another case', (directory) => join(directory.toUpperCase(), 'CACHE')],
];

describe('the command line with a cache directory', () => {
  const rig = useCli();

  for (const [title, place] of [...PLACES, ...(THIS_SYSTEM.windows ? ON_WINDOWS : [])])
    it(`${title} restores, finds, checks and removes a tool`, async () => {
      const cache = ['--cache', place(rig.directory())];
      await rig.lock('greet', '1.0.0');
      const restored = await rig.ask('restore', ...cache);
      assert.equal(restored.code, 0, restored.stderr);
      assert.equal((await rig.ask('restore', '--offline', ...cache)).answer.tools[0]?.fromCache, true);
      const found = await rig.ask('which', 'greet', ...cache);
      assert.equal(found.code, 0, found.stderr);
      assert.match(await readFile(found.answer.path, 'latin1'), /greet 1\.0\.0/);
      assert.equal((await rig.ask('verify', ...cache)).code, 0);
      assert.equal((await rig.ask('uninstall', 'greet', '--force', ...cache)).code, 0);
      assert.notEqual((await rig.ask('which', 'greet', ...cache)).code, 0);
    });
});
