import assert from 'node:assert/strict';
import { deadExports, sharedNames } from '../support/architecture/exports.ts';

describe('deadExports and sharedNames', () => {
  it('finds unused exports, and names that two files export', () => {
    const one = {
      path: 'src/a.ts',
      text: [
        'export const used = 1;',
        'export function dead(): void {}',
        'export type OnlyInside = string;',
        'export const onlyTested = 2;',
        'export async function lazy(text: OnlyInside): Promise<void> {}',
        'export const tested = 3;',
        'const twice = tested;',
      ].join('\n'),
    };
    const other = {
      path: 'src/room/b.ts',
      text: "import { used as taken } from '../a.ts';\nexport class dead {}\nconst { lazy: late } = await import('../a.ts');",
    };
    const test = { path: 'test/a.test.ts', text: "import { onlyTested, tested } from '../src/a.ts';" };
    assert.deepEqual(deadExports([one, other], [test]), [
      'src/a.ts: dead',
      'src/a.ts: OnlyInside',
      'src/a.ts: onlyTested',
      'src/room/b.ts: dead',
    ]);
    assert.deepEqual(sharedNames([one, other]), ['dead: src/a.ts, src/room/b.ts']);
  });
});
