import { parseArgs } from 'node:util';
import { allCells } from './allFaults.ts';
import { runMatrix } from './matrix.ts';
import { summary, tableHead, tableRow } from './table.ts';

/**
 * `npm run faults`: what becomes of downloads and calls when anything on the way goes wrong, as a table; with `--json` as
 * one array. `-- --only <text>` runs the cells that have the text in them. Exit code 1 when any cell is not ok.
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
