import assert from 'node:assert/strict';
import { matchRemote } from '../../../../src/engine/forgejo/gitRemotes.ts';

const ROOT = 'https://codeberg.org/';
const PORT = 'https://git.example.org:8443/';
const SUB = 'https://example.org/forge/git/';
const LOCAL = 'http://127.0.0.1:3000/';
const IDN = 'https://xn--bcher-kva.example/';
const SIX = 'https://[::1]/';
const BASES = [ROOT, PORT, SUB, LOCAL, IDN, SIX];

const HITS: readonly (readonly [remote: string, instance: string, name: string])[] = [
  ['https://codeberg.org/tools/cli', ROOT, 'tools/cli'],
  ['https://codeberg.org/tools/cli.git', ROOT, 'tools/cli'],
  ['https://codeberg.org/tools/cli.git/', ROOT, 'tools/cli'],
  ['https://alice:secret@CODEBERG.org/tools/cli', ROOT, 'tools/cli'],
  ['git@codeberg.org:tools/cli.git', ROOT, 'tools/cli'],
  ['codeberg.org:tools/cli', ROOT, 'tools/cli'],
  ['git@codeberg.org:/tools/cli.git', ROOT, 'tools/cli'],
  ['ssh://git@codeberg.org/tools/cli.git', ROOT, 'tools/cli'],
  ['ssh://git@codeberg.org:2222/tools/cli.git', ROOT, 'tools/cli'],
  ['git+ssh://git@codeberg.org/tools/cli.git', ROOT, 'tools/cli'],
  ['https://codeberg.org/tools/my.git.tool', ROOT, 'tools/my.git.tool'],
  ['https://codeberg.org/tools/b%C3%BCcher.git', ROOT, 'tools/bücher'],
  ['https://git.example.org:8443/a/b', PORT, 'a/b'],
  ['ssh://git@git.example.org:22/a/b.git', PORT, 'a/b'],
  ['https://example.org/forge/git/a/b.git', SUB, 'a/b'],
  ['git@example.org:a/b.git', SUB, 'a/b'],
  ['ssh://git@example.org:2222/a/b.git', SUB, 'a/b'],
  ['ssh://git@example.org/forge/git/a/b.git', SUB, 'a/b'],
  ['git@example.org:forge/git/a/b.git', SUB, 'a/b'],
  ['git@example.org:forge/git.git', SUB, 'forge/git'],
  ['http://127.0.0.1:3000/a/b.git', LOCAL, 'a/b'],
  ['git@bücher.example:a/b.git', IDN, 'a/b'],
  ['ssh://git@b%C3%BCcher.example/a/b.git', IDN, 'a/b'],
  ['git@[::1]:a/b.git', SIX, 'a/b'],
];

const MISSES = [
  'https://github.com/tools/cli',
  'https://codeberg.org.evil.example/tools/cli',
  'https://codeberg.org:8443/tools/cli',
  'https://git.example.org/a/b',
  'https://example.org/a/b',
  'https://example.org/forge/a/b',
  'https://codeberg.org/tools',
  'https://codeberg.org/tools/cli/src/branch/main',
  'git@codeberg.org:cli.git',
  'git@codeberg.org:a/b/c.git',
  'https://codeberg.org/',
  '/srv/git/tools/cli.git',
  'C:\\work\\tools\\cli',
  'C:/work/tools/cli',
  'file:///srv/git/tools/cli.git',
  '../tools/cli.git',
  'https://',
  '',
];

describe('matchRemote', () => {
  for (const [remote, instance, name] of HITS) {
    it(`finds ${name} of ${instance} in ${remote}`, () => {
      const found = matchRemote(remote, BASES);
      assert.deepEqual(found && [found.instance, `${found.owner}/${found.repo}`], [instance, name]);
    });
  }

  for (const remote of MISSES) {
    it(`finds nothing in ${JSON.stringify(remote)}`, () => {
      assert.equal(matchRemote(remote, BASES), undefined);
    });
  }

  it('prefers the instance whose sub-path is in the remote, whatever the order', () => {
    const bases = ['https://example.org/', SUB];
    for (const order of [bases, bases.toReversed()]) {
      assert.equal(matchRemote('https://example.org/forge/git/a/b', order)?.instance, SUB);
      assert.equal(matchRemote('ssh://git@example.org/forge/git/a/b', order)?.instance, SUB);
    }
  });

  it('chooses the first of two instances on one host for an ambiguous SSH remote', () => {
    assert.equal(matchRemote('git@example.org:a/b', [SUB, 'https://example.org/'])?.instance, SUB);
    assert.equal(matchRemote('git@example.org:a/b', ['https://example.org/', SUB])?.instance, 'https://example.org/');
  });
});
