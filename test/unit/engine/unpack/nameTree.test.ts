import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { ArchiveFault } from '../../../../src/engine/unpack/fault.ts';
import { NameTree } from '../../../../src/engine/unpack/nameTree.ts';
import type { NameNode } from '../../../../src/engine/unpack/nameTree.ts';

const FILE = { kind: 'file' } as const;
const DIRECTORY = { kind: 'directory' } as const;
const LINK = { kind: 'symlink', target: 'x' } as const;

function claims(platform: NodeJS.Platform, ...paths: readonly (readonly [string, Pick<NameNode, 'kind'>])[]): string {
  const tree = new NameTree(platform);
  try {
    for (const [path, node] of paths) tree.claim(path.split('/'), node);
    return 'ok';
  } catch (error) {
    assert.ok(error instanceof ArchiveFault);
    return error.rule;
  }
}

describe('NameTree', () => {
  it('returns the missing directories of a path, outermost first', () => {
    const tree = new NameTree('linux');
    assert.deepEqual(tree.claim(['a', 'b', 'f'], FILE), [['a'], ['a', 'b']]);
    assert.deepEqual(tree.claim(['a', 'b', 'g'], FILE), []);
    assert.deepEqual(tree.claim(['a', 'c'], DIRECTORY), [['a', 'c']]);
  });

  for (const [why, expected, ...paths] of [
    ['accepts a directory any number of times', 'ok', ['a/b', FILE], ['a', DIRECTORY], ['a', DIRECTORY]],
    ['refuses a file twice', 'duplicate', ['a', FILE], ['a', FILE]],
    ['refuses a file that is a directory', 'duplicate', ['a/b', FILE], ['a', FILE]],
    ['refuses a directory that is a file', 'duplicate', ['a', FILE], ['a', DIRECTORY]],
    ['refuses a file below a file', 'duplicate', ['a', FILE], ['a/b', FILE]],
    ['refuses a link instead of a directory', 'duplicate', ['a/b', FILE], ['a', LINK]],
    ['refuses a file instead of a link', 'duplicate', ['a', LINK], ['a', FILE]],
    ['refuses a directory instead of a link', 'duplicate', ['a', LINK], ['a', DIRECTORY]],
    ['refuses to go through a link', 'link', ['a', LINK], ['a/b', FILE]],
  ] as const) {
    it(why, () => assert.equal(claims('linux', ...paths), expected));
  }

  for (const [one, other, where] of [
    ['Tool', 'tool', ['win32', 'darwin']],
    ['Lib/x', 'lib/y', ['win32', 'darwin']],
    ['caf\u00e9', 'cafe\u0301', ['win32', 'darwin']],
    ['stra\u00dfe', 'STRASSE', ['win32', 'darwin']],
    ['a\u200db', 'ab', ['win32', 'darwin']],
    ['x', 'y', []],
  ] as const) {
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      const collides = (where as readonly string[]).includes(platform);
      it(`${collides ? 'refuses' : 'accepts'} ${one} next to ${other} on ${platform}`, () => {
        assert.equal(claims(platform, [one, FILE], [other, FILE]), collides ? 'duplicate' : 'ok');
      });
    }
  }

  it('never holds two names that one file system treats as equal', () => {
    const name = fc.constantFrom('a', 'A', 'b', '\u00e9', 'e\u0301', 'E\u0301', '\u00c9', '\u212a', 'k', 'K');
    const path = fc.array(name, { minLength: 1, maxLength: 3 });
    const fold = (text: string): string => text.normalize('NFC').toLowerCase().normalize('NFC');
    const check = (paths: readonly (readonly string[])[]): void => {
      const tree = new NameTree('darwin');
      const taken: string[] = [];
      for (const each of paths) {
        try {
          tree.claim(each, FILE);
          taken.push(fold(each.join('/')));
        } catch (error) {
          assert.ok(error instanceof ArchiveFault);
        }
      }
      assert.equal(new Set(taken).size, taken.length);
      for (const one of taken) assert.ok(!taken.some((other) => other.startsWith(`${one}/`)));
    };
    fc.assert(fc.property(fc.array(path, { maxLength: 8 }), check));
  });
});
