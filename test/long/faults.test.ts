import assert from 'node:assert/strict';
import { allCells } from '../faults/allFaults.ts';
import type { Row } from '../faults/cells.ts';
import { runMatrix } from '../faults/matrix.ts';

/** The matrix that `npm run faults` prints. Its cells run in parallel; each test waits for one of them. */
describe('the fault matrix', function () {
  // Longer than a hanging cell takes to be reported.
  this.timeout(400_000);
  const cells = allCells();
  let rows: readonly Promise<Row>[] = [];
  before(() => {
    rows = runMatrix(cells);
  });
  after(() => Promise.all(rows));

  cells.forEach(({ source, transport, place, fault }, index) => {
    it(`${source} over ${transport}: ${fault} (${place})`, async () => {
      const row = await rows[index];
      assert.ok(row);
      assert.deepEqual(row.problems, [], `${row.outcome}, ${row.requests} requests, ${row.leftOnDisk} left`);
      assert.equal(row.ok, true);
    });
  });
});
