import { parseArgs } from 'node:util';
import { makeMemoryDir } from '../support/tempDir.ts';
import { textTable } from '../support/textTable.ts';
import { Fleet } from './fleet.ts';
import type { FleetRun, FleetSize } from './fleet.ts';
import { simulate } from './simulation.ts';

/**
 * `npm run fleet` lets many machines restore one lock from one forge with a rate limit, each as a process of the command
 * line with its own cache directory. Prints the requests to the forge and the mirror, and the time until all were done.
 * `--only <text>` runs the rows with that text in their name. `--simulate` runs only their HTTP clients, all at once, with a
 * fake clock and one request per file, to see how they share the limit.
 */
const { values } = parseArgs({
  options: {
    machines: { type: 'string', default: '200' },
    tools: { type: 'string', default: '50' },
    'at-once': { type: 'string', default: '50' },
    'per-second': { type: 'string', default: '100' },
    burst: { type: 'string', default: '100' },
    only: { type: 'string', default: '' },
    simulate: { type: 'boolean', default: false },
  },
});
const size: FleetSize = {
  machines: Number(values.machines),
  tools: Number(values.tools),
  atOnce: Number(values['at-once']),
  perSecond: Number(values['per-second']),
  burst: Number(values.burst),
};

const { head, line } = textTable([
  ['restore', 24],
  ['forge: requests', 16],
  ['kB', 8],
  ['429', 6],
  ['of one file', 12],
  ['busiest s', 10],
  ['mirror: requests', 17],
  ['kB', 8],
  ['failed', 7],
  ['seconds', 7],
]);

/** Requests and kilobytes are per machine, the rest is in total. */
function row(name: string, { forge, mirror, seconds, failures }: FleetRun): string {
  const each = (sum: number): string => (sum / size.machines).toFixed(1);
  return line([
    name,
    each(forge.requests - forge.refused),
    each(forge.sizeBytes / 1000),
    each(forge.refused),
    String(forge.mostOfOneFile),
    String(forge.busiestSecond),
    each(mirror.requests),
    each(mirror.sizeBytes / 1000),
    String(failures.length),
    seconds.toFixed(0),
  ]);
}

async function showSimulation(): Promise<void> {
  const { perSecond, requests, refused, failed } = await simulate({ ...size, files: size.tools, seed: 1 });
  console.log(`${requests} requests, ${refused} of them refused, ${failed} failed; done after ${perSecond.length} s`);
  const seconds = perSecond.map((one) => `${one.requests} (${one.refused})`);
  console.log(`requests (refused) in each second: ${seconds.join(' ')}`);
}

async function showFleet(directory: string): Promise<void> {
  await using fleet = await Fleet.start(size, directory);
  console.log(
    `${size.machines} machines, ${size.atOnce} at once, ${size.tools} tools; the forge answers ${size.perSecond} requests a second, ${size.burst} at once`,
  );
  console.log(head);
  for (const [name, cache, withMirror] of [
    ['cold, with a mirror', 'of mirror', true],
    ['warm, with a mirror', 'of mirror', true],
    ['cold, without a mirror', 'of forge', false],
    ['warm, without a mirror', 'of forge', false],
  ] as const) {
    if (!name.includes(values.only)) continue;
    const run = await fleet.restore(cache, { withMirror });
    console.log(row(name, run));
    const { afterRefusal } = run.forge;
    const spans = afterRefusal.map(({ requests, refused }) => `${requests} (${refused})`);
    if (spans.length > 0) console.log(`  requests (refused) in each 10 s from the first 429 on: ${spans.join(' ')}`);
    for (const failure of run.failures.slice(0, 3)) console.log(failure);
    if (run.failures.length > 0) process.exitCode = 1;
  }
}

if (values.simulate) await showSimulation();
else {
  const directory = await makeMemoryDir();
  try {
    await showFleet(directory.path);
  } finally {
    await directory.remove();
  }
}
