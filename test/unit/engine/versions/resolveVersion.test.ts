import assert from 'node:assert/strict';
import { isEngineError } from '../../../../src/engine/errors.ts';
import { exactly, resolveVersion } from '../../../../src/engine/versions/resolveVersion.ts';
import type { KnownVersion } from '../../../../src/engine/versions/knownVersion.ts';

function resolve(range: string, versions: readonly (string | KnownVersion)[], names: readonly string[] = []): string {
  const known = versions.map((one) => (typeof one === 'string' ? { version: one } : one));
  const age = { minimumAgeMs: 0, now: 0 };
  return resolveVersion(range, known, { tool: 'saw', names, age }).version.version;
}

function refusal(range: string, versions: readonly (string | KnownVersion)[]): unknown {
  try {
    return resolve(range, versions);
  } catch (error) {
    assert.ok(isEngineError(error, 'noVersion'));
    assert.equal(error.facts.tool, 'saw');
    assert.equal(error.facts.range, range);
    return { why: error.facts.why, nearest: error.facts.nearest };
  }
}

describe('versions without files', () => {
  const empty = (version: string): KnownVersion => ({ version, assets: [] });
  const full = (version: string): KnownVersion => ({ version, assets: [{ createdAt: 1 }] });

  it('passes over one whose files are still missing', () => {
    assert.equal(resolve('latest', [empty('v1.1'), full('v1.0')]), 'v1.0');
    assert.equal(resolve('^1', [empty('v1.1'), full('v1.0')]), 'v1.0');
  });

  it('still takes the one that is named exactly', () => {
    assert.equal(resolve('v1.1', [empty('v1.1'), full('v1.0')]), 'v1.1');
  });

  it('takes the newest if no version has files', () => {
    assert.equal(resolve('latest', [empty('v1.1'), empty('v1.0')]), 'v1.1');
  });

  it('is not confused by versions whose files are unknown', () => {
    assert.equal(resolve('latest', ['v1.1', 'v1.0']), 'v1.1');
  });
});

describe('resolveVersion', () => {
  for (const [range, versions, expected] of [
    ['^1.4', ['v2.0.0', 'v1.5.2', 'v1.4.0', 'v1.3.9'], 'v1.5.2'],
    ['~1.4', ['1.5.0', '1.4.9', '1.4.10'], '1.4.10'],
    ['~2', ['saw-3.0.0', 'saw-2.9.1', 'saw-v2.10.0'], 'saw-v2.10.0'],
    ['1.4', ['v1.5.0', 'v1.4.3', 'v1.4.7'], 'v1.4.7'],
    ['1.4.2', ['v1.4.3', 'v1.4.2'], 'v1.4.2'],
    ['v1.4.2', ['1.4.2'], '1.4.2'],
    ['^1', ['saw/v1.2.3', 'plane/v1.9.0'], 'saw/v1.2.3'],
    ['^1', ['v1.4'], 'v1.4'],
    ['>=1 <2', ['v2.0.0', 'v1.9.0'], 'v1.9.0'],
    ['^1 || ^3', ['v3.1.0', 'v2.0.0'], 'v3.1.0'],
    ['latest', ['v1.0.0', 'v2.0.0', 'v1.9.9'], 'v2.0.0'],
    ['latest', ['v2.0.0-rc.1', 'v1.9.9'], 'v1.9.9'],
    ['latest', ['v2.0.0rc1', 'v1.9.9'], 'v1.9.9'],
    ['2024', ['2023.12.01', '2024.02.09', '2024.10.01'], '2024.10.01'],
    ['latest', ['v7.1.2-3', 'v7.1.2-2', 'v7.1.1'], 'v7.1.2-3'],
    ['^143', ['143.0.4-1', '143.0.1-2', '142.0.1-1'], '143.0.4-1'],
    ['latest', ['2026-11-23', '2025-12-01', 'nightly'], '2026-11-23'],
    ['3.1', ['3.1.12', '3.1.12.3'], '3.1.12.3'],
    ['latest', ['curl-8_9_1', 'curl-8_17_0'], 'curl-8_17_0'],
    ['latest', ['4.5.1-stable', '4.5.1-rc1'], '4.5.1-stable'],
    ['latest', ['v1.33.1+k3s1', 'v1.33.1+k3s2'], 'v1.33.1+k3s2'],
    ['latest', ['v1.26.5', 'v1.27.0'], 'v1.27.0'],
    ['1.x', ['v2.0.0', 'v1.9.0'], 'v1.9.0'],
    ['1.2 - 1.4', ['v1.5.0', 'v1.4.9', 'v1.1.0'], 'v1.4.9'],
    ['*', ['v1.5.0'], 'v1.5.0'],
    ['3.6', ['3.6b', '3.6', '3.7'], '3.6b'],
    ['=3.6', ['3.6b', '3.6', '3.7'], '3.6'],
    ['>1.4', ['1.4.9', '1.5.0'], '1.5.0'],
    ['<=1.4', ['1.4.9', '1.5.0'], '1.4.9'],
  ] as const) {
    it(`resolves ${range} to ${expected} among ${versions.join(', ')}`, () =>
      assert.equal(resolve(range, versions), expected));
  }

  it('ignores a tag called latest, unless no finished version has a number', () => {
    const moving = { version: 'latest', prerelease: true };
    assert.equal(resolve('latest', ['latest', 'v1.0.0']), 'v1.0.0');
    assert.equal(resolve('latest', [moving, 'v1.0.0']), 'v1.0.0');
    assert.equal(resolve('latest', ['latest', 'v2.0.0-rc.1', 'v2.0.0-rc.2']), 'v2.0.0-rc.2');
    assert.equal(resolve('latest', [moving, 'nightly']), 'latest');
    assert.equal(resolve('latest', ['chisel/v1.2.3', 'plane/v1.9.0', 'latest']), 'latest');
    assert.equal(resolve(exactly('latest'), ['latest', 'v1.0.0']), 'latest');
  });

  it('prefers a tag of exactly that name to a range', () => {
    assert.equal(resolve('plane/v1.9.0', ['saw/v1.2.3', 'plane/v1.9.0']), 'plane/v1.9.0');
    assert.equal(resolve('nightly', ['v1.0.0', 'nightly']), 'nightly');
    assert.equal(resolve('1.2.3.4', ['1.2.3.4', '1.2.3.5']), '1.2.3.4');
  });

  it('chooses a pre-release only if one is named, by its tag or by its publisher', () => {
    const flagged = { version: 'v1.5.0', prerelease: true };
    assert.equal(resolve('^1', [flagged, 'v1.4.0']), 'v1.4.0');
    assert.equal(resolve('latest', [flagged, 'v1.4.0']), 'v1.4.0');
    assert.equal(resolve('1.5.0', [flagged, 'v1.4.0']), 'v1.5.0');
    assert.equal(resolve('2.0.0-rc.1', ['v2.0.0-rc.1']), 'v2.0.0-rc.1');
    assert.equal(resolve('^2.0.0-rc.1', ['v2.0.0-rc.2', 'v2.0.0-rc.1']), 'v2.0.0-rc.2');
    assert.deepEqual(refusal('^1', [flagged]), { why: 'onlyPrereleases', nearest: ['v1.5.0'] });
    assert.deepEqual(refusal('latest', [flagged]), { why: 'onlyPrereleases', nearest: ['v1.5.0'] });
  });

  it('never chooses a draft', () => {
    const draft = { version: 'v2.0.0', draft: true };
    assert.equal(resolve('latest', [draft, 'v1.0.0']), 'v1.0.0');
    assert.deepEqual(refusal('v2.0.0', [draft]), { why: 'noVersions', nearest: [] });
    assert.deepEqual(refusal('v2.0.0', [draft, 'v1.0.0']), { why: 'outOfRange', nearest: ['v1.0.0'] });
  });

  it('uses the newest by date for latest if no tag has a version', () => {
    const dated = (version: string, createdAt: number): KnownVersion => ({ version, createdAt });
    assert.equal(resolve('latest', [dated('amber', 2), dated('birch', 3), dated('cedar', 1)]), 'birch');
  });

  it('reports why nothing matches, with similar versions', () => {
    const versions = ['v3.0.0', 'v2.0.0', 'v1.0.0'];
    assert.deepEqual(refusal('^2.5', versions), { why: 'outOfRange', nearest: versions });
    assert.deepEqual(refusal('^4', versions), { why: 'outOfRange', nearest: versions });
    const many = ['v9.0.0', 'v8.0.0', 'v7.0.0', 'v6.0.0', 'v3.0.0', 'v1.0.0', 'v0.9.0'];
    assert.deepEqual(refusal('^2', many), {
      why: 'outOfRange',
      nearest: ['v9.0.0', 'v8.0.0', 'v7.0.0', 'v3.0.0', 'v1.0.0'],
    });
    assert.deepEqual(refusal('newest', versions), { why: 'notRange', nearest: versions });
    assert.deepEqual(refusal('^1', []), { why: 'noVersions', nearest: [] });
  });

  it('does not guess between the series of several tools', () => {
    const versions = ['plane/v1.9.0', 'chisel/v2.0.0'];
    assert.deepEqual(refusal('latest', versions), { why: 'severalSeries', nearest: versions });
    assert.equal(resolve('latest', versions, ['chisel']), 'chisel/v2.0.0');
    assert.equal(resolve('latest', ['plane/v1.9.0', 'plane/v1.10.0']), 'plane/v1.10.0');
  });
});
