import assert from 'node:assert/strict';
import { readAddress } from '../../../../src/engine/forgejo/addressTarget.ts';

const ROOT = 'https://git.example.org/';
const BELOW = 'https://git.example.org/forge/';

describe('readAddress', () => {
  const repository = (instance: string, repo?: string) => ({ kind: 'repository', instance, owner: 'al', repo });

  for (const [text, expected] of [
    [`${ROOT}al`, repository(ROOT)],
    [`${ROOT}al/tool`, repository(ROOT, 'tool')],
    [`${ROOT}al/tool.git`, repository(ROOT, 'tool')],
    [`${ROOT}al/tool/releases/latest`, repository(ROOT, 'tool')],
    [`${ROOT}al/tool/src/branch/main/x?y#z`, repository(ROOT, 'tool')],
    [`${BELOW}al/tool/issues`, repository(BELOW, 'tool')],
    [`${ROOT}al/-/packages`, repository(ROOT)],
    ['git@git.example.org:al/tool.git', repository(ROOT, 'tool')],
    ['ssh://git@git.example.org:2222/al/tool.git', repository(ROOT, 'tool')],
    [`${ROOT}explore/repos`, undefined],
    ['https://elsewhere.example/al/tool', undefined],
    ['git@elsewhere.example:al/tool.git', undefined],
    ['nonsense', undefined],
  ] as const) {
    it(`reads ${text}`, () => assert.deepEqual(readAddress(text, [ROOT, BELOW]), expected));
  }

  it('reads the page of a release, with and without a slash at the end', () => {
    const release = { kind: 'releaseFile', instance: ROOT, owner: 'al', repo: 'tool', tag: 'v1', name: undefined };
    assert.deepEqual(readAddress(`${ROOT}al/tool/releases/tag/v1`, [ROOT]), release);
    assert.deepEqual(readAddress(`${ROOT}al/tool/releases/tag/v1/`, [ROOT]), release);
  });
});
