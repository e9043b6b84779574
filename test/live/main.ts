import { USAGE, parseArguments } from './arguments.ts';
import type { LiveArguments } from './arguments.ts';
import { ALL_CASES } from './cases/all.ts';
import { Live } from './live.ts';
import { runCase } from './outcome.ts';
import type { Result } from './outcome.ts';
import { asJson, row, summary } from './report.ts';

/**
 * Runs every case against a real instance, or only the first if that shows that there is no instance. Exit code 1: something
 * did not hold. Exit code 2, set below: it cannot run with these arguments.
 */
async function main({ base, token, json }: LiveArguments): Promise<number> {
  const live = await Live.start(base, token);
  const results: Result[] = [];
  try {
    for (const one of ALL_CASES) {
      const result = await runCase(one, live);
      results.push(result);
      if (!json) console.log(row(result));
      if (results.length === 1 && result.state === 'BROKEN') break;
    }
    console.log(json ? asJson(results, live) : summary(results, live));
  } finally {
    await live.close();
  }
  return results.some(({ state }) => state === 'BROKEN') ? 1 : 0;
}

let wanted: LiveArguments | undefined;
try {
  wanted = parseArguments(process.argv.slice(2), process.env);
} catch (error) {
  console.error(`${(error as Error).message}\n\n${USAGE}`);
  process.exitCode = 2;
}
if (wanted) process.exitCode = await main(wanted);
