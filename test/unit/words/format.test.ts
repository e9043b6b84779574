import assert from 'node:assert/strict';
import {
  count,
  enumerate,
  formatAge,
  formatDate,
  formatDuration,
  formatPart,
  formatRate,
  formatSize,
  formatTime,
  ordinal,
  plain,
  spokenSize,
} from '../../../src/words/format.ts';

function table<T>(name: string, run: (value: T) => string, rows: readonly (readonly [T, string])[]): void {
  describe(name, () => {
    for (const [value, text] of rows) it(`says ${text}`, () => assert.equal(run(value), text));
  });
}

const KB = 1024;
const MB = KB ** 2;

table('formatSize', formatSize, [
  [0, '0 B'],
  [1, '1 B'],
  [1023, '1023 B'],
  [KB, '1.0 KB'],
  [18.2 * MB, '18.2 MB'],
  [MB - 1, '1.0 MB'],
  [3.25 * KB ** 3, '3.3 GB'],
  [5000 * KB ** 4, '5000.0 TB'],
]);

table('spokenSize', spokenSize, [
  [1, '1 byte'],
  [12, '12 bytes'],
  [18.2 * MB, '18.2 megabytes'],
]);

table('formatPart', ([part, whole]: readonly [number, number]) => formatPart(part, whole), [
  [[0, 80 * MB], '0.0 of 80.0 MB'],
  [[12.3 * MB, 80 * MB], '12.3 of 80.0 MB'],
  [[512, 1000], '512 of 1000 B'],
  [[MB - 1, MB - 1], '1.0 of 1.0 MB'],
]);

table('formatRate', formatRate, [
  [4.1 * MB, '4.1 MB/s'],
  [10.4, '10 B/s'],
]);

table('formatDuration', formatDuration, [
  [0, '1 s'],
  [17_400, '17 s'],
  [89_000, '89 s'],
  [89_999, '90 s'],
  [90_000, '2 min'],
  [89 * 60_000, '89 min'],
  [90 * 60_000, '1 h 30 min'],
  [125 * 60_000, '2 h 5 min'],
  [120 * 60_000, '2 h'],
]);

const NOW = Date.UTC(2026, 10, 24, 12);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

table('formatAge', (at: number) => formatAge(at, NOW), [
  [NOW, 'just now'],
  [NOW - 59_000, 'just now'],
  [NOW - 60_000, '1 minute ago'],
  [NOW - 3 * HOUR, '3 hours ago'],
  [NOW - 3 * DAY, '3 days ago'],
  [NOW - 14 * DAY, '2 weeks ago'],
  [NOW - 40 * DAY, '1 month ago'],
  [NOW - 800 * DAY, '2 years ago'],
  [NOW + 2 * HOUR, 'in 2 hours'],
]);

describe('formatDate and formatTime', () => {
  const at = new Date(2026, 10, 24, 14, 5).getTime();
  it('use the time of this machine', () => {
    assert.equal(formatDate(at), '24 Nov 2026, 14:05');
    assert.equal(formatTime(at), '14:05');
  });
});

table('count', (number: number) => count(number, 'file'), [
  [0, '0 files'],
  [1, '1 file'],
  [9, '9 files'],
]);

table('ordinal', ordinal, [
  [1, '1st'],
  [2, '2nd'],
  [3, '3rd'],
  [4, '4th'],
  [11, '11th'],
  [22, '22nd'],
]);

describe('plain', () => {
  it('puts server text on one line', () => assert.equal(plain('a\r\n\tb\u2028c'), 'a b c'));
  it('shows bidirectional and hidden characters', () => assert.equal(plain('rtl\u202egnp.exe'), 'rtl\ufffdgnp.exe'));
  it('leaves out the middle of long text', () =>
    assert.equal(plain(`${'x'.repeat(300)}.exe`, 20), `${'x'.repeat(13)}…xx.exe`));
});

describe('enumerate', () => {
  it('joins words with commas and "and"', () => {
    assert.equal(enumerate([], 'and'), '');
    assert.equal(enumerate(['a'], 'or'), 'a');
    assert.equal(enumerate(['a', 'b'], 'or'), 'a or b');
    assert.equal(enumerate(['a', 'b', 'c'], 'and'), 'a, b and c');
  });
});
