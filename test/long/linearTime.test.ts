import assert from 'node:assert/strict';
import { readSources } from '../support/architecture/rooms.ts';
import type { SourceFile } from '../support/architecture/rooms.ts';
import { findGrowth, parser } from '../support/linear/growth.ts';
import { PARSERS } from '../support/linear/parsers/all.ts';
import { patternsIn } from '../support/linear/patterns.ts';
import { FED_THROUGH, NOT_FED, parserNames, tableWords } from '../support/linear/reached.ts';

describe('parsers in linear time', () => {
  for (const one of PARSERS) {
    it(`with ${one.name}`, async () => {
      assert.equal(await findGrowth(one), undefined);
    }).timeout(60_000);
  }
});

describe('regular expressions in the code', () => {
  let sources: readonly SourceFile[];
  before(async () => {
    sources = await readSources('.');
  });

  it('run in linear time', async () => {
    const patterns = sources.flatMap(patternsIn);
    assert.ok(patterns.length > 200);
    for (const pattern of patterns) assert.equal(await findGrowth(pattern), undefined, pattern.name);
  }).timeout(120_000);
});

describe('the list of parsers', () => {
  it('contains every parser, or the reason why not', async () => {
    const names = new Set((await readSources('.')).flatMap(parserNames));
    const words = await tableWords();
    assert.ok(names.size > 20);
    const isFed = (name: string): boolean => words.has(name) || words.has(FED_THROUGH[name] ?? '') || name in NOT_FED;
    assert.deepEqual(
      [...names].filter((name) => !isFed(name)),
      [],
    );
    const covered = [...Object.keys(FED_THROUGH), ...Object.keys(NOT_FED)];
    assert.deepEqual(
      covered.filter((name) => !names.has(name) || words.has(name)),
      [],
    );
  });
});

describe('findGrowth', () => {
  const blanks = { name: 'blanks', maxSize: 16 * 1024 };
  const shapes = [{ label: 'blanks', make: (size: number) => `${' '.repeat(size)}x` }];

  it('detects a parser whose time grows faster', async () => {
    const found = await findGrowth(parser({ ...blanks, shapes, feed: (text) => text.replace(/ +$/, '') }));
    assert.equal(found?.shape, 'blanks');
    assert.ok(found.exponent > 1.5);
  }).timeout(120_000);

  it('accepts a parser that reads its input once', async () => {
    assert.equal(await findGrowth(parser({ ...blanks, shapes, feed: (text) => text.trimEnd() })), undefined);
  }).timeout(120_000);
});
