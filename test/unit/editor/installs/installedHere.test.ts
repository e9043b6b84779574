import assert from 'node:assert/strict';
import { installedHere } from '../../../../src/editor/installs/installedHere.ts';
import { makeInstalled } from '../../../support/makeInstalled.ts';

describe('installedHere', () => {
  const source = { kind: 'release', owner: 'alice', repo: 'tool' } as const;

  it('returns the installed versions of one repository, those in use first', () => {
    const here = installedHere([
      makeInstalled({ version: 'v1', active: false }),
      makeInstalled({ version: 'v2' }),
      makeInstalled({ version: 'v2', tool: 'another' }),
      makeInstalled({ version: 'v3', source: { ...source, repo: 'other' } }),
    ]);
    assert.deepEqual(here('https://git.example.org/', source), ['v2', 'v1']);
    assert.deepEqual(here('https://git.example.org/', { ...source, owner: 'ALICE' }), ['v2', 'v1']);
    assert.deepEqual(here('https://other.example/', source), []);
  });

  it('returns nothing before the disk was read', () => {
    assert.deepEqual(installedHere(undefined)('https://git.example.org/', source), []);
  });
});
