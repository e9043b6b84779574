import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Result } from '../bench/result.ts';

/** Checks that the bench runs, not its results: figures of such a small run mean nothing. */
describe('npm run bench', function () {
  this.timeout(120_000);

  it("prints the machine and one array of figures, each next to its rival's", async () => {
    const rows = ['large', 'hit', 'evict', 'lists', 'tree'].flatMap((name) => ['--only', name]);
    const { stdout } = await promisify(execFile)(process.execPath, [
      'test/bench/main.ts',
      '--quick',
      '--json',
      ...rows,
    ]);
    const { machine, results } = JSON.parse(stdout) as { machine: { cores: number }; results: Result[] };
    assert.ok(machine.cores > 0);
    for (const result of results) {
      assert.deepEqual(Object.keys(result), ['name', 'value', 'unit', 'rival', 'rivalValue', 'aim', 'met', 'reason']);
      assert.ok(Number.isFinite(result.value) && result.value > 0, result.name);
      assert.equal(result.met === null, result.aim === null, result.name);
      if (result.rival !== null) assert.ok(Number.isFinite(result.rivalValue), result.name);
    }
    for (const text of ['cold, verified, fsynced', 'hit among', 'evict', 'first page of']) {
      assert.ok(
        results.some(({ name, aim }) => name.includes(text) && aim !== null),
        text,
      );
    }
  });

  it('names the known rows when asked for an unknown one', async () => {
    await assert.rejects(
      promisify(execFile)(process.execPath, ['test/bench/main.ts', '--only', 'nonsense']),
      /no row nonsense; there are server, restoreCold/,
    );
  });
});
