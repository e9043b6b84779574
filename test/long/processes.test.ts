import assert from 'node:assert/strict';
import { storm } from '../crash/storm.ts';

/** `npm run soak` does this for a minute. */
describe('four processes that download, verify, evict, replace and pin on one cache, and are killed at random', function () {
  this.timeout(120_000);

  it('serve no wrong byte, lose no count, fetch nothing twice at once and evict nothing in use', async () => {
    const { problems, processes, killed, evicted, counts } = await storm({ epochs: 3, epochMs: 1500 });
    assert.deepEqual(problems, []);
    assert.ok(killed > 3 && processes > killed, `${killed} of ${processes} were killed`);
    assert.ok(evicted > 0, 'the cache was too small for all files');
    for (const kind of ['fetched', 'handed', 'incremented', 'verified', 'trimmed'] as const) {
      assert.ok((counts[kind] ?? 0) > 3, `${kind}: ${counts[kind]}`);
    }
  });
});
