import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { CliError, usageError } from '../../../src/cli/cliError.ts';
import { EXIT, exitCodeOf, worstOf } from '../../../src/cli/exitCodes.ts';
import type { ArchiveRule } from '../../../src/engine/archiveRule.ts';
import { EngineError } from '../../../src/engine/index.ts';

describe('exit codes', () => {
  it('distinguishes untrusted bytes from other failures and from usage errors', () => {
    const mismatch = { tool: 'saw', asset: 'saw.zip', before: 'a', now: 'b' };
    assert.equal(exitCodeOf(new EngineError('lockMismatch', 'x', mismatch)), 3);
    assert.equal(exitCodeOf(new EngineError('untrusted', 'x', { name: 'a', require: 'pin', kind: 'none' })), 3);
    assert.equal(exitCodeOf(new EngineError('changed', 'x', { name: 'a', changes: [] })), 3);
    assert.equal(exitCodeOf(new EngineError('network', 'x', { host: 'a' })), 1);
    assert.equal(exitCodeOf(new CliError('noLock', 'x')), 1);
    assert.equal(exitCodeOf(usageError('x')), 2);
    assert.equal(exitCodeOf(new CliError('noProgram', 'x')), 127);
    assert.equal(exitCodeOf(new CliError('notRun', 'x')), 126);
    assert.equal(exitCodeOf(new Error('x')), 1);
  });

  it('counts an archive as refused, but not for a format that is not read', () => {
    const codeOf = (rule: ArchiveRule): number =>
      exitCodeOf(new EngineError('unsafeArchive', 'x', { name: 'a', rule }));
    assert.deepEqual((['corrupt', 'path', 'tooDense', 'unsupported'] as const).map(codeOf), [3, 3, 3, 1]);
  });

  it('returns the worst of several results', () => {
    assert.equal(worstOf([]), 0);
    assert.equal(worstOf([0, 1, 0]), 1);
    assert.equal(worstOf([1, 3, 0]), 3);
  });

  it('matches the documentation', async () => {
    const page = await readFile('docs/command-line.md', 'utf8');
    for (const code of Object.values(EXIT)) assert.ok(new RegExp(`^\\| \`${code}\` +\\|`, 'm').test(page), `${code}`);
  });
});
