import assert from 'node:assert/strict';
import { parseSize } from '../../../../src/editor/settings/sizeSetting.ts';

describe('parseSize', () => {
  for (const [text, bytes] of [
    ['10 GB', 10 * 1024 ** 3],
    ['1.5 TiB', 1.5 * 1024 ** 4],
    ['500MB', 500 * 1024 ** 2],
    [' 2 k ', 2048],
    ['1024', 1024],
    ['7 b', 7],
    ['0.5 kb', 512],
  ] as const) {
    it(`reads ${text}`, () => assert.equal(parseSize(text), bytes));
  }

  for (const text of [
    '',
    'GB',
    '0',
    '0.0 GB',
    '-1 GB',
    '1e3',
    '1,5 GB',
    '10 GBs',
    '10 PB',
    '1 2',
    '8001 TB',
    '9999999 TB',
    '.5 GB',
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () => assert.equal(parseSize(text), undefined));
  }
});
