import { parseArgs } from 'node:util';
import { allCells } from './allFaults.ts';
import { runMatrix } from './matrix.ts';
import { summary, tableHead, tableRow } from './table.ts';

/**
 * `npm run faults` prints a table with the result of downloads and calls for everything that can go wrong on the way, or
 * with `--json` one array. `-- --only <text>` runs the cells that contain the text. The exit code is 1 if any cell is not
 * ok.
 */
const { values } = parseArgs({ options: { json: { type: 'boolean' }, only: { type: 'string' } } });

const cells = allCells().filter((cell) =>
  Object.values(cell)
    .join(', ')
    .includes(values.only ?? ''),
);
const startedAt = performance.now();
const rows = [];
if (!values.json) console.log(tableHead);
for (const promise of runMatrix(cells)) {
  const row = await promise;
  rows.push(row);
  if (!values.json) console.log(tableRow(row));
}
if (values.json) console.log(JSON.stringify(rows, undefined, 2));
else console.log(summary(rows, performance.now() - startedAt));
process.exitCode = rows.length > 0 && rows.every(({ ok }) => ok) ? 0 : 1;
