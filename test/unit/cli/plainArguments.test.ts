import assert from 'node:assert/strict';
import path from 'node:path';
import { parseArguments } from '../../../src/cli/parseArguments.ts';
import { readPlainArguments } from '../../../src/cli/plainArguments.ts';

const WORDS = [
  'which',
  'list',
  'env',
  'exec',
  'restore',
  'update',
  'add',
  'saw',
  '--json',
  '--offline',
  '-C',
  'here',
  '--cache',
];
const RARE = [
  '--',
  '--verbose',
  '--directory',
  '--frozen',
  '--cache=here',
  '-Chere',
  '-',
  '',
  ' ',
  '--help',
  '-h',
  'toString',
];

/** All calls with at most that many words. */
function* calls(words: readonly string[], longest: number): Generator<readonly string[]> {
  yield [];
  if (longest === 0) return;
  for (const rest of calls(words, longest - 1)) for (const word of words) yield [word, ...rest];
}

function* allCalls(): Generator<readonly string[]> {
  yield* calls([...WORDS, ...RARE], 3);
  for (const tail of calls(['--', 'saw', '--json', '--version', '-x'], 3))
    for (const head of [['exec'], ['exec', '--json'], ['-C', 'here', 'exec'], ['which'], ['restore', 'saw']])
      yield [...head, ...tail];
}

describe('arguments in their usual form', () => {
  it('are read as by the whole parser, wherever they are read at all', () => {
    let read = 0;
    for (const argv of allCalls()) {
      const plain = readPlainArguments(argv);
      if (!plain) continue;
      read += 1;
      const parsed = parseArguments(argv, { version: '', write: () => undefined });
      assert.deepEqual(parsed, { ok: true, invocation: plain }, JSON.stringify(argv));
    }
    assert.ok(read > 200, `only ${read} calls were read`);
  });

  it('are those that shells and editors use', () => {
    const calls = [
      ['which', 'saw'],
      ['which', 'saw', '--json', '-C', 'here'],
      ['--cache', 'there', 'list', '--json'],
      ['env', '--directory', 'here'],
      ['exec', '--', 'saw', '--version', '--', '--json'],
      ['restore'],
      ['restore', 'saw', 'drill', '--offline'],
      ['update', 'saw', '--json'],
    ];
    for (const argv of calls) assert.ok(readPlainArguments(argv), argv.join(' '));
    assert.equal(readPlainArguments(['which', 'saw', '-C', 'here'])?.options.directory, path.resolve('here'));
  });

  it('are not those with other options, or with mistakes', () => {
    for (const argv of [
      [],
      ['which'],
      ['which', 'saw', 'drill'],
      ['which', 'saw', '--frob'],
      ['which', 'saw', '-C'],
      ['which', 'saw', '-C', '--json'],
      ['which', '--', 'saw'],
      ['exec', 'saw'],
      ['exec', 'saw', '--', 'drill'],
      ['env', '--shell', 'fish'],
      ['restore', '--frozen'],
      ['update', '--dry-run'],
      ['add', 'owner/saw'],
    ])
      assert.equal(readPlainArguments(argv), undefined, argv.join(' '));
  });
});
