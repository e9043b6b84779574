import assert from 'node:assert/strict';
import type { KnownVersion } from '../../../../src/engine/versions/knownVersion.ts';
import { newerVersions } from '../../../../src/engine/versions/newerVersion.ts';

function newer(installed: string, ...versions: readonly (string | KnownVersion)[]): string | undefined {
  const all = versions.map((one) => (typeof one === 'string' ? { version: one, createdAt: undefined } : one));
  return newerVersions(installed, all, { tool: 'tool' })[0]?.version;
}

describe('newerVersions', () => {
  for (const [installed, versions, expected] of [
    ['1.4.0', ['1.4.0', '1.5.2', '1.5.10', '1.5.9'], '1.5.10'],
    ['1.5.2', ['1.4.0', '1.5.2'], undefined],
    ['v1.4.0', ['1.5.0'], '1.5.0'],
    ['1.4.0', ['v1.5.0'], 'v1.5.0'],
    ['tool-1.2.3', ['tool-1.3.0'], 'tool-1.3.0'],
    ['tool-v1.2.3', ['other-v9.0.0'], undefined],
    ['cli/v1.2', ['cli/v1.10', 'cli/v1.9'], 'cli/v1.10'],
    ['1.4.0', ['1.5.0-rc.1'], undefined],
    ['1.5.0-rc.1', ['1.5.0-rc.2'], '1.5.0-rc.2'],
    ['1.5.0-rc.1', ['1.5.0', '1.5.0-rc.2'], '1.5.0'],
    ['1.2', ['1.3-rc.1'], undefined],
    ['1.4.0', [], undefined],
    ['1.4.0', ['nightly'], undefined],
  ] as const) {
    it(`${installed} with ${versions.join(', ') || 'nothing'}: ${expected ?? 'nothing newer'}`, () => {
      assert.equal(newer(installed, ...versions), expected);
    });
  }

  it('compares times if a version has no number', () => {
    const versions = [
      { version: 'blue', createdAt: 100 },
      { version: 'red', createdAt: 300 },
      { version: 'green', createdAt: 200 },
    ];
    assert.equal(newer('blue', ...versions), 'red');
    assert.equal(newer('red', ...versions), undefined);
    assert.equal(newer('of unknown age', ...versions), undefined);
  });

  it('never treats a version without a number as newer than one with', () => {
    const versions = [
      { version: '1.0.0', createdAt: 100 },
      { version: 'nightly', createdAt: 200 },
    ];
    assert.equal(newer('1.0.0', ...versions), undefined);
  });

  it('compares dates, single numbers and four numbers', () => {
    const versions = [
      { version: '1.2.3.4', createdAt: 100 },
      { version: '1.2.3.5', createdAt: 200 },
    ];
    assert.equal(newer('1.2.3.4', ...versions), '1.2.3.5');
    assert.equal(newer('2024', '2025'), '2025');
    assert.equal(newer('v3.8.2', 'v3.8.2.1'), 'v3.8.2.1');
    assert.equal(newer('2025-12-01', '2026-11-23'), '2026-11-23');
  });

  it('skips drafts and versions marked as pre-releases', () => {
    const marked = { version: '2.0.0', createdAt: 2, prerelease: true };
    assert.equal(newer('1.0.0', marked, { version: '3.0.0', createdAt: 3, draft: true }), undefined);
    assert.equal(newer('1.0.0', { version: '1.0.0', createdAt: 1, prerelease: true }, marked), '2.0.0');
  });
});

describe('newerVersions among several tools', () => {
  const list = (...tags: readonly string[]): readonly KnownVersion[] =>
    tags.map((version, at) => ({ version, createdAt: 1000 - at }));

  it('offers no version of another tool of the repository', () => {
    const tags = list('extension-v0.1.5', 'v0.6.0', 'v0.5.2', 'extension-v0.1.4');
    assert.equal(newerVersions('v0.5.2', tags, { tool: 'code' })[0]?.version, 'v0.6.0');
    assert.equal(newerVersions('extension-v0.1.4', tags, { tool: 'code' })[0]?.version, 'extension-v0.1.5');
    assert.equal(newerVersions('v0.6.0', tags, { tool: 'code' })[0], undefined);
  });

  it('follows a tool whose tags gained its name', () => {
    const tags = list('saw@0.17.0', 'lib@9.0.0', 'saw@0.16.0', 'v0.1.5', 'v0.1.4');
    assert.equal(newerVersions('v0.1.4', tags, { tool: 'saw', names: ['saw'] })[0]?.version, 'saw@0.17.0');
  });

  it('offers nightlies to users of a nightly only', () => {
    const tags = list('weekly.2025.49', 'weekly.2025.48', '0.4.12', '0.4.11');
    assert.equal(newerVersions('weekly.2025.48', tags, { tool: 'v' })[0]?.version, 'weekly.2025.49');
    assert.equal(newerVersions('0.4.11', tags, { tool: 'v' })[0]?.version, '0.4.12');
    assert.equal(newerVersions('nightly', list('v1.0.0', 'nightly'), { tool: 'v' })[0], undefined);
  });

  it('does not offer a version whose files are still missing', () => {
    const [empty, full] = [[], [{ createdAt: 1 }]];
    assert.equal(newer('1.0', { version: '1.2', assets: empty }, { version: '1.1', assets: full }, '1.0'), '1.1');
    assert.equal(newer('1.0', { version: '1.1', assets: empty }, { version: '1.0', assets: full }), undefined);
  });
});
