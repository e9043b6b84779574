import assert from 'node:assert/strict';
import { delimiter } from 'node:path';
import { pathEntries } from '../../../../src/editor/start/pathEntries.ts';

const A = { folder: 'file:///a', directory: '/envs/a' };
const B = { folder: 'file:///b', directory: '/envs/b' };
const BARE = { folder: 'file:///bare', directory: undefined };
const path = (...directories: readonly string[]): string => directories.map((one) => `${one}${delimiter}`).join('');

describe('pathEntries', () => {
  const cases: readonly [
    string,
    Parameters<typeof pathEntries>,
    string | undefined,
    Readonly<Record<string, string>>,
  ][] = [
    ['nothing for a window without a folder or a command', [undefined, []], undefined, {}],
    ["the user's commands in a window without a folder", ['/bin', []], path('/bin'), {}],
    ["a single folder's commands before those of the user", ['/bin', [A]], path('/envs/a', '/bin'), {}],
    ['only the commands of a single folder', [undefined, [A]], path('/envs/a'), {}],
    ["the user's commands in a single folder without a lock", ['/bin', [BARE]], path('/bin'), {}],
    [
      'each of several folders its own commands, and all others those of the user',
      ['/bin', [A, BARE, B]],
      path('/bin'),
      { [A.folder]: path('/envs/a', '/bin'), [B.folder]: path('/envs/b', '/bin') },
    ],
    [
      "an empty entry for the window, without which the folders' entries would not count",
      [undefined, [A, BARE]],
      '',
      { [A.folder]: path('/envs/a') },
    ],
    [
      'no directory that would split the PATH, and so add one below whatever folder a terminal is in',
      [`/data${delimiter}b/bin`, [{ ...A, directory: `/data${delimiter}b/envs` }, B]],
      '',
      { [B.folder]: path('/envs/b') },
    ],
    ['nothing for several folders without a lock', [undefined, [BARE, BARE]], undefined, {}],
  ];
  for (const [what, args, window, folders] of cases) {
    it(`gives ${what}`, () => {
      const entries = pathEntries(...args);
      assert.equal(entries.window, window);
      assert.deepEqual(Object.fromEntries(entries.folders), folders);
    });
  }
});
