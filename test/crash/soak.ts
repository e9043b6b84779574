import { parseArgs } from 'node:util';
import { soakPower } from '../power/soakPower.ts';
import { CrashLab } from './crash.ts';
import { SCENARIOS } from './scenarios.ts';
import { storm } from './storm.ts';

/**
 * `npm run soak` is the long form of the tests: a power cut at many steps, in every way that a file system may react; a
 * process killed at every step, one line per scenario; and four processes on one cache for a minute. `-- --only <text>` runs
 * those with the text in their name, `--at-most <n>` limits the points or states of each, and `--seed <n>` repeats the power
 * cuts of an earlier run. The exit code is 1 if anything was wrong.
 */
const STORM = 'storm of processes';
const STATES = 1000;
const { values } = parseArgs({
  options: { only: { type: 'string' }, 'at-most': { type: 'string' }, seed: { type: 'string' } },
});

async function runStorm(): Promise<boolean> {
  const { problems, counts, ...rest } = await storm({ epochs: 20, epochMs: 3000 });
  console.log(`${STORM}: ${JSON.stringify({ ...rest, ...counts })}, ${problems.length} wrong`);
  for (const problem of problems) console.log(`  ${problem}`);
  return problems.length === 0;
}

// The engine's timers do not keep a process alive.
const alive = setInterval(() => undefined, 1000);
const only = values.only ?? '';
const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000));
const powered = await soakPower(only, { atMost: Number(values['at-most'] ?? STATES), seed });
const calm = STORM.includes(only) ? await runStorm() : true;
await using lab = await CrashLab.open();
let [tried, wrong] = [0, 0];
for (const scenario of SCENARIOS.filter(({ name }) => name.includes(only))) {
  const startedAt = performance.now();
  const points = await lab.try(scenario, { steps: 'all', atMost: Number(values['at-most'] ?? Infinity) });
  const bad = points.filter(({ problems }) => problems.length > 0);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  tried += points.length;
  wrong += bad.length;
  console.log(`${scenario.name.padEnd(24)} ${`${points.length}`.padStart(5)} points ${bad.length} wrong ${seconds} s`);
  for (const { step, problems } of bad) console.log(`  ${step ?? 'at its end'}: ${problems.join('; ')}`);
}
console.log(`${tried} points tried, ${wrong} wrong`);
clearInterval(alive);
process.exitCode = wrong === 0 && calm && powered ? 0 : 1;
