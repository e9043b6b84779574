import assert from 'node:assert/strict';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as fc from 'fast-check';
import { ArchiveFault } from '../../../../src/engine/unpack/fault.ts';
import { checkLink } from '../../../../src/engine/unpack/checkLink.ts';
import { NameTree } from '../../../../src/engine/unpack/nameTree.ts';
import { itWith } from '../../../support/thisSystem.ts';

type Links = Readonly<Record<string, string>>;

/** Whether all links of a tree with `a/b/file` and `c/` stay inside. */
function judge(links: Links, top: readonly string[] = []): 'inside' | 'refused' {
  const tree = new NameTree('linux');
  tree.claim(['a', 'b', 'file'], { kind: 'file' });
  tree.claim(['c'], { kind: 'directory' });
  for (const [at, target] of Object.entries(links)) tree.claim(at.split('/'), { kind: 'symlink', target });
  try {
    for (const [at, target] of Object.entries(links)) checkLink(tree, top, at.split('/'), target);
    return 'inside';
  } catch (error) {
    assert.ok(error instanceof ArchiveFault && error.rule === 'link', String(error));
    return 'refused';
  }
}

describe('checkLink', () => {
  for (const [why, expected, links] of [
    ['accepts one next to its target', 'inside', { 'a/b/l': 'file' }],
    ['accepts one that climbs and stays inside', 'inside', { 'c/l': '../a/b/file' }],
    ['accepts one to a directory', 'inside', { l: 'a/b' }],
    ['accepts one to its own directory', 'inside', { 'c/l': '.' }],
    ['accepts one through another', 'inside', { l: 'a/b', m: 'l/file' }],
    ['accepts one to a missing file', 'inside', { l: 'nowhere/x' }],
    ['refuses one that climbs out', 'refused', { l: '..' }],
    ['refuses one that climbs out and comes back', 'refused', { l: '../x/a' }],
    ['refuses an absolute one', 'refused', { l: '/etc/passwd' }],
    ['refuses one to a drive', 'refused', { l: 'C:x' }],
    ['refuses one with backslashes', 'refused', { l: '..\\x' }],
    ['refuses an empty one', 'refused', { l: '' }],
    ['refuses one with a NUL', 'refused', { l: 'a\0b' }],
    ['refuses one to itself', 'refused', { l: 'l' }],
    ['refuses two that form a loop', 'refused', { l: 'm', m: 'l' }],
    ['refuses one that climbs out through another', 'refused', { 'c/up': '../a', l: 'c/up/../..' }],
    ['refuses one that climbs from a missing directory', 'refused', { l: 'nowhere/../../x' }],
    ['refuses one that goes through a file', 'refused', { l: 'a/b/file/x' }],
  ] as const satisfies readonly (readonly [string, string, Links])[]) {
    it(why, () => assert.equal(judge(links), expected));
  }

  it('treats everything above the future top directory as outside', () => {
    assert.equal(judge({ 'a/l': '../c' }), 'inside');
    assert.equal(judge({ 'a/l': '../a/b' }, ['a']), 'refused');
    assert.equal(judge({ 'a/b/l': '../b/file' }, ['a']), 'inside');
  });

  itWith('links', 'agrees with the system on what is inside', async () => {
    const part = fc.constantFrom('..', '.', 'a', 'b', 'c', 'file', 'l0', 'l1', 'nowhere');
    const target = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
    const check = async (first: string, second: string): Promise<void> => {
      const links = { l0: first, 'a/l1': second };
      if (judge(links) === 'refused') return;
      const scratch = await mkdtemp(path.join(await realpath(tmpdir()), 'forgejo-artifacts-'));
      try {
        await mkdir(path.join(scratch, 'root', 'a', 'b'), { recursive: true });
        await mkdir(path.join(scratch, 'root', 'c'));
        await writeFile(path.join(scratch, 'root', 'a', 'b', 'file'), '');
        for (const [at, to] of Object.entries(links)) await symlink(to, path.join(scratch, 'root', at));
        for (const at of Object.keys(links)) {
          const leads = await realpath(path.join(scratch, 'root', at)).catch(() => path.join(scratch, 'root'));
          assert.ok(`${leads}/`.startsWith(`${path.join(scratch, 'root')}/`), `${JSON.stringify(links)}: ${leads}`);
        }
      } finally {
        await rm(scratch, { recursive: true });
      }
    };
    await fc.assert(fc.asyncProperty(target, target, check), { numRuns: 150 });
  });
});
