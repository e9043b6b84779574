import { parseArgs } from 'node:util';
import { makeTempDir } from '../support/tempDir.ts';
import { FULL, QUICK } from './bench.ts';
import { ROWS } from './rows/all.ts';
import { startServerProcess } from './serverProcess.ts';
import { tableHead, tableRow } from './table.ts';

/**
 * `npm run bench`: how fast the engine is beside its rivals, as a table; with `--json` as one array. `-- --only <name>` runs
 * one row (may be given several times), `-- --quick` everything in small, to see that it works.
 */
const { values } = parseArgs({
  options: { json: { type: 'boolean' }, quick: { type: 'boolean' }, only: { type: 'string', multiple: true } },
});
const unknown = values.only?.filter((only) => !ROWS.some(({ name }) => name === only)) ?? [];
if (unknown.length > 0)
  throw new Error(`no row ${unknown.join()}; there are ${ROWS.map(({ name }) => name).join(', ')}`);
const rows = ROWS.filter(({ name }) => values.only?.includes(name) ?? true);

using server = await startServerProcess();
const directory = await makeTempDir();
try {
  const setting = { sizes: values.quick ? QUICK : FULL, directory: directory.path, url: server.url };
  const results = [];
  if (!values.json) console.log(tableHead);
  for (const row of rows) {
    const found = await row.run(setting);
    results.push(...found);
    if (!values.json) for (const result of found) console.log(tableRow(result));
  }
  if (values.json) console.log(JSON.stringify(results, undefined, 2));
} finally {
  await directory.remove();
}
