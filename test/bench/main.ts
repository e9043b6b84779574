import { parseArgs } from 'node:util';
import { makeTempDir } from '../support/tempDir.ts';
import { FULL, QUICK } from './bench.ts';
import type { Row, Setting } from './bench.ts';
import { describeMachine, headLines } from './head.ts';
import { failed } from './result.ts';
import type { Result } from './result.ts';
import { ROWS } from './rows/all.ts';
import { startServerProcess } from './serverProcess.ts';
import { tableHead, tableRow } from './table.ts';

/**
 * `npm run bench` compares the speed of the engine with its rivals and prints a table, or with `--json` one object with the
 * machine and the results. `-- --only <name>` runs one row and may be repeated. `-- --quick` runs everything at a small size
 * to check that it works.
 */
const { values } = parseArgs({
  options: { json: { type: 'boolean' }, quick: { type: 'boolean' }, only: { type: 'string', multiple: true } },
});
const unknown = values.only?.filter((only) => !ROWS.some(({ name }) => name === only)) ?? [];
if (unknown.length > 0)
  throw new Error(`no row ${unknown.join()}; there are ${ROWS.map(({ name }) => name).join(', ')}`);
const rows = ROWS.filter(({ name }) => values.only?.includes(name) ?? true);
const say = (text: string): void => {
  if (!values.json) console.log(text);
};

/**
 * After the first limit, rows have one round; after the second, no more rows start. So the bench ends even on a busy
 * machine.
 */
const TIME_MS = 25 * 60_000;
const LATEST_MS = 32 * 60_000;

/** A row that cannot run does not stop the others. */
async function resultsOf(row: Row, setting: Setting): Promise<readonly Result[]> {
  try {
    if (performance.now() > LATEST_MS) throw new Error('not run, because the time was up');
    return await row.run(setting);
  } catch (error) {
    process.exitCode = 1;
    return [failed(row.name, error)];
  }
}

using server = await startServerProcess('server.ts');
const directory = await makeTempDir();
try {
  const sizes = values.quick ? QUICK : FULL;
  const setting = { sizes, directory: directory.path, url: server.url, until: TIME_MS };
  const machine = describeMachine();
  const results: Result[] = [];
  for (const line of headLines(machine, setting.sizes)) say(line);
  say(tableHead);
  for (const row of rows) {
    const found = await resultsOf(row, setting);
    results.push(...found);
    for (const result of found) say(tableRow(result));
  }
  if (performance.now() > TIME_MS) say('The time was up: the last rows had fewer rounds, or none.');
  if (values.json) console.log(JSON.stringify({ machine, results }, undefined, 2));
} finally {
  await directory.remove();
}
