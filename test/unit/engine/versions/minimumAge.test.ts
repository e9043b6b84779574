import assert from 'node:assert/strict';
import { isEngineError } from '../../../../src/engine/errors.ts';
import { firstOldEnough } from '../../../../src/engine/versions/minimumAge.ts';
import { resolveVersion } from '../../../../src/engine/versions/resolveVersion.ts';

const DAY_MS = 86_400_000;
const NOW = 100 * DAY_MS;
const age = { minimumAgeMs: 3 * DAY_MS, now: NOW };
const aged = (version: string, days: number) => ({ version, createdAt: NOW - days * DAY_MS });
const VERSIONS = [aged('v1.3.0', 1), aged('v1.2.0', 2), aged('v1.1.0', 5), aged('v1.0.0', 9)];
const resolve = (range: string, versions = VERSIONS) => resolveVersion(range, versions, { tool: 'saw', age });

describe('firstOldEnough', () => {
  it('returns the first that is old enough, and until when the others wait', () => {
    assert.deepEqual(firstOldEnough(VERSIONS, age), {
      found: VERSIONS[2],
      skipped: [
        { version: 'v1.3.0', until: NOW + 2 * DAY_MS },
        { version: 'v1.2.0', until: NOW + DAY_MS },
      ],
    });
  });

  it('measures by the newest upload, since a release can have the date of an old tag', () => {
    const release = { ...aged('v1.3.0', 90), assets: [{ createdAt: NOW - 90 * DAY_MS }, { createdAt: NOW - DAY_MS }] };
    assert.equal(firstOldEnough([release], age).found, undefined);
  });

  it('accepts a version that is just old enough', () => {
    assert.equal(firstOldEnough([aged('v1', 3)], age).found?.version, 'v1');
  });

  it('accepts no version of unknown age', () => {
    const unknown = { version: 'v1.0.0' };
    assert.deepEqual(firstOldEnough([unknown], age).skipped, [{ version: 'v1.0.0', until: undefined }]);
    assert.equal(firstOldEnough([unknown], { ...age, minimumAgeMs: 0 }).found, unknown);
  });

  it('accepts the locked version at any age', () => {
    assert.equal(firstOldEnough(VERSIONS, { ...age, held: 'v1.2.0' }).found?.version, 'v1.2.0');
  });
});

describe('resolveVersion with a minimum age', () => {
  for (const range of ['latest', '^1', '1', '>=1.0 <2']) {
    it(`skips young versions for ${range}`, () => {
      const { version, skipped } = resolve(range);
      assert.equal(version.version, 'v1.1.0');
      assert.deepEqual(
        skipped.map((one) => one.version),
        ['v1.3.0', 'v1.2.0'],
      );
    });
  }

  it('reports versions that are too young rather than take an old one without files', () => {
    const young = { ...aged('v1.1.0', 1), assets: [{ createdAt: NOW - DAY_MS }] };
    const empty = { ...aged('v1.0.0', 9), assets: [] };
    assert.throws(
      () => resolve('latest', [young, empty]),
      (error) => isEngineError(error, 'noVersion') && error.facts.why === 'tooYoung',
    );
  });

  for (const name of ['v1.3.0', '1.3.0', '=1.3.0', '=v1.3.0']) {
    it(`accepts the version that ${name} names at any age`, () => {
      assert.deepEqual(resolve(name), { version: VERSIONS[0], skipped: [] });
    });
  }

  it('fails if all matching versions are too young, with the first time at which one is not', () => {
    assert.throws(() => resolve('latest', VERSIONS.slice(0, 2)), {
      code: 'noVersion',
      facts: { tool: 'saw', range: 'latest', why: 'tooYoung', nearest: ['v1.3.0', 'v1.2.0'], until: NOW + DAY_MS },
    });
  });

  it('does not choose a moving tag instead of versions that are too young', () => {
    const moving = aged('latest', 40);
    assert.throws(() => resolve('latest', [moving, aged('v1.3.0', 1)]), { code: 'noVersion' });
  });

  it('does not choose a pre-release instead of a version that is too young', () => {
    assert.throws(() => resolve('latest', [aged('v1.3.0', 1), aged('v1.2.0-rc.1', 40)]), { code: 'noVersion' });
  });
});
