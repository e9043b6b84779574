import assert from 'node:assert/strict';
import { parseAge } from '../../../src/engine/age.ts';

describe('parseAge', () => {
  for (const [text, ageMs] of [
    ['3d', 3 * 86_400_000],
    ['12h', 86_400_000 / 2],
    [' 2 w ', 14 * 86_400_000],
    ['90M', 90 * 60_000],
    ['0', 0],
    ['3', undefined],
    ['', undefined],
    ['-1d', undefined],
    ['1.5d', undefined],
    ['3 days', undefined],
    ['999999d', undefined],
  ] as const) {
    it(`reads ${JSON.stringify(text)} as ${ageMs === undefined ? 'no age' : `${ageMs} ms`}`, () => {
      assert.equal(parseAge(text), ageMs);
    });
  }
});
