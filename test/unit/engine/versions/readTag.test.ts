import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { compareTags } from '../../../../src/engine/versions/compareTags.ts';
import { readTag, versionInTag } from '../../../../src/engine/versions/readTag.ts';
import type { Tag } from '../../../../src/engine/versions/readTag.ts';

function read(tag: string): Tag {
  const found = readTag(tag);
  assert.ok(found, tag);
  return found;
}

describe('readTag', () => {
  for (const [tag, series, numbers] of [
    ['v1.2.3', '', [1, 2, 3]],
    ['1.2', '', [1, 2]],
    ['7', '', [7]],
    ['V6.2', '', [6, 2]],
    ['v.0.18.0', '', [0, 18, 0]],
    ['tool-1.2.3', 'tool', [1, 2, 3]],
    ['tool/v1.2.3-rc.1', 'tool', [1, 2, 3]],
    ['@scope/pkg@1.0.0', '@scope/pkg', [1, 0, 0]],
    ['release-1.4.0', '', [1, 4, 0]],
    ['pmd_releases/7.19.0', 'pmd', [7, 19, 0]],
    ['go1.25.6', 'go', [1, 25, 6]],
    ['R3_2_1', '', [3, 2, 1]],
    ['curl-8_17_0', 'curl', [8, 17, 0]],
    ['QUAKE2_7_45', 'quake2', [7, 45]],
    ['sdl2-2.0.1', 'sdl2', [2, 0, 1]],
    ['7zip-1.2', '7zip', [1, 2]],
    ['2024.01.09', '', [2024, 1, 9]],
    ['2024-12-18', '', [2024, 12, 18]],
    ['2026-08', '', [2026, 8]],
    ['20260814', '', [2026, 8, 14]],
    ['release-120715', '', [2012, 7, 15]],
    ['may2026', '', [2026, 5]],
    ['RELEASE.2025-08-13T08-35-41Z', '', [2025, 8, 13, 8, 35, 41]],
    ['143.0.4-1', '', [143, 0, 4]],
    ['v0.8.0_3', '', [0, 8, 0]],
    ['version_120_b', '', [120]],
    ['1.2.3.4', '', [1, 2, 3, 4]],
    ['9.0.0+driver', '+driver', [9, 0, 0]],
    ['nightly-fff8a09c-1787358435', '', [1787358435]],
  ] as const) {
    it(`reads ${tag}`, () => {
      const tagRead = read(tag);
      assert.equal(tagRead.series, series);
      assert.deepEqual(tagRead.numbers, numbers);
    });
  }

  for (const ascending of [
    ['1.0.0-alpha.1', '1.0.0-beta', '1.0.0-beta2', '1.0.0-rc.1', '1.0.0', '1.0.0-1', '1.0.0-2', '1.0.1'],
    ['v1.2', 'v1.2.0.1', 'v1.2.1', 'v1.10'],
    ['3.6', '3.6a', '3.6b', '3.7'],
    ['v2.0.0-0', 'v2.0.0'],
    ['go1.26rc1', 'go1.26rc2', 'go1.26'],
    ['1.0-m6', '1.0-m7', '1.0'],
    ['v1.33.1+k3s1', 'v1.33.1+k3s2', 'v1.33.2-rc1+k3s1', 'v1.33.2+k3s1'],
    ['v0.0-928-g529f17d', 'v0.0-1355-g9140718'],
    ['v25.01-v1.5.7-R1', 'v25.01-v1.5.7-R2', 'v26.01-v1.5.5-R1'],
    ['2023.11.6-3', '2023.11.14-1', '2023.11.14-2'],
    ['preview-3.1.0', 'release-3.1.0'],
    ['v9.5.0.0p1-Beta', 'v9.8.0.0p1-Preview'],
    ['37.0.0.Beta1', '37.0.0.Final', '37.0.1.Final'],
    ['1.0-2', '1.0-rt'],
  ] as const) {
    it(`orders ${ascending.join(' < ')}`, () => {
      for (let at = 1; at < ascending.length; at += 1) {
        const [one, other] = [read(ascending[at - 1] ?? ''), read(ascending[at] ?? '')];
        assert.ok(compareTags(one, other) < 0, `${ascending[at - 1]} < ${ascending[at]}`);
        assert.ok(compareTags(other, one) > 0, `${ascending[at]} > ${ascending[at - 1]}`);
      }
    });
  }

  it('finds no version in a tag without one, or in a moving tag', () => {
    for (const tag of [
      'nightly',
      '',
      'v',
      '7zip',
      'latest',
      'v0.8.x-latest',
      'main-tot',
      'stable',
      'g529f17d',
      '5dbf984f',
    ]) {
      assert.equal(readTag(tag), undefined, tag);
    }
    assert.equal(readTag('1'.repeat(256)), undefined);
    assert.equal(readTag(`${'1.'.repeat(50_000)}1`), undefined);
  });

  it('returns the version as file names spell it', () => {
    assert.equal(versionInTag('tool/v1.2.3-rc.1'), '1.2.3-rc.1');
    assert.equal(versionInTag('v1.4'), '1.4');
    assert.equal(versionInTag('143.0.4-1'), '143.0.4-1');
    assert.equal(versionInTag('nightly'), 'nightly');
  });

  it('orders any tags consistently', () => {
    const part = fc.constantFrom('1', '2', '10', '.', '-', '_', 'v', 'rc', 'b', 'beta', '+', '2024', '01', 'x', 'saw');
    const tag = fc.array(part, { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(tag, tag, tag, (first, second, third) => {
        const [one, other, last] = [readTag(first), readTag(second), readTag(third)];
        if (!one || !other || !last) return;
        assert.equal(Math.sign(compareTags(one, other)), -Math.sign(compareTags(other, one)) + 0);
        if (one.scheme !== other.scheme || other.scheme !== last.scheme) return;
        if (compareTags(one, other) <= 0 && compareTags(other, last) <= 0) assert.ok(compareTags(one, last) <= 0);
      }),
      { numRuns: 2000 },
    );
  });
});
