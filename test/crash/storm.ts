import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { makeMemoryDir } from '../support/tempDir.ts';
import { bundle } from './bundle.ts';
import { age, countersOf, problemsLeft } from './stormInvariants.ts';
import type { StormJob, StormLine } from './stormChild.ts';

export interface StormOptions {
  readonly epochs: number;
  readonly epochMs: number;
}

/** The counts of a storm, and its problems. */
export interface StormReport {
  readonly processes: number;
  readonly killed: number;
  /** Downloaded files that were evicted once that was allowed. */
  readonly evicted: number;
  readonly counts: Readonly<Partial<Record<StormLine['kind'], number>>>;
  readonly problems: readonly string[];
}

interface Run {
  readonly child: ChildProcess;
  readonly lines: StormLine[];
  readonly ended: Promise<unknown>;
  killed: boolean;
}

const AT_ONCE = 4;
/** Longer than a downloaded file is protected, so files of one epoch may be evicted in the next. */
const EPOCH_AGE_MS = 12 * 60 * 1000;
/** How many things a process does at once. */
const LANES = 2;
const KILL_EVERY_MS = 300;
const MAX_SIZE_BYTES = 400_000;

/** Runs several processes on one cache, kills them at random and starts them again. */
export async function storm({ epochs, epochMs }: StormOptions): Promise<StormReport> {
  const { path: root, remove } = await makeMemoryDir();
  try {
    const program = join(root, 'stormChild.mjs');
    await writeFile(program, await bundle('test/crash/stormChild.ts'));
    const directory = join(root, 'cache');
    const runs: Run[] = [];
    const problems: string[] = [];
    for (let epoch = 0; epoch < epochs; epoch += 1) {
      const ofEpoch = await runEpoch(program, { directory, epoch, maxSizeBytes: MAX_SIZE_BYTES, forMs: epochMs });
      // These files are too recent to be evicted.
      problems.push(...(await goneOf(ofEpoch)).map((path) => `evicted while it was handed out: ${path}`));
      await age(directory, EPOCH_AGE_MS);
      runs.push(...ofEpoch);
    }
    problems.push(...wrongOf(runs), ...fetchedTwice(runs), ...(await countProblems(runs, directory)));
    const evicted = (await goneOf(runs)).length;
    problems.push(...(await problemsLeft(directory)));
    const killed = runs.filter((run) => run.killed).length;
    return { processes: runs.length, killed, evicted, counts: tally(runs), problems };
  } finally {
    await remove();
  }
}

async function runEpoch(program: string, job: StormJob): Promise<readonly Run[]> {
  const end = Date.now() + job.forMs;
  const runs = Array.from({ length: AT_ONCE }, () => start(program, job));
  // Kills are counted, not timed: on a busy machine an epoch lasts longer and has as many kills.
  for (let kills = Math.floor(job.forMs / KILL_EVERY_MS); kills > 0; kills -= 1) {
    await delay(KILL_EVERY_MS * (0.5 + Math.random()));
    const running = runs.filter(({ killed, child }) => !killed && child.exitCode === null);
    const victim = running[Math.floor(Math.random() * running.length)];
    if (victim) {
      victim.killed = true;
      victim.child.kill('SIGKILL');
      await victim.ended;
    }
    runs.push(start(program, { ...job, forMs: Math.max(KILL_EVERY_MS, end - Date.now()) }));
  }
  await Promise.all(runs.map(({ ended }) => ended));
  return runs;
}

function start(program: string, job: StormJob): Run {
  const child = spawn(process.execPath, [program, JSON.stringify(job)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: StormLine[] = [];
  createInterface(child.stdout).on('line', (line) => void lines.push(JSON.parse(line) as StormLine));
  return { child, lines, ended: once(child, 'close'), killed: false };
}

function wrongOf(runs: readonly Run[]): readonly string[] {
  const wrong = runs.flatMap(({ lines }) => lines.flatMap((line) => (line.kind === 'wrong' ? [line.what] : [])));
  const failed = runs.filter(({ killed, lines }) => !killed && lines.at(-1)?.kind !== 'end');
  return [...wrong, ...failed.map(() => 'a process failed by itself')];
}

/** Downloaded files that are missing now. A file that is uploaded again may be removed at any time. */
async function goneOf(runs: readonly Run[]): Promise<readonly string[]> {
  const handed = runs.flatMap(({ lines }) => lines.filter((line) => line.kind === 'handed'));
  const paths = new Set(handed.filter(({ replaceable }) => !replaceable).map(({ path }) => path));
  const missing = async (path: string): Promise<readonly string[]> =>
    access(path).then(
      () => [],
      () => [path],
    );
  return (await Promise.all([...paths].map(missing))).flat();
}

interface Interval {
  readonly run: Run;
  readonly key: string;
  readonly from: number;
  readonly to: number;
}

/** Downloads of the same asset that ran at the same time, in processes that lived to finish them. */
function fetchedTwice(runs: readonly Run[]): readonly string[] {
  const byKey = Map.groupBy(runs.flatMap(intervalsOf), ({ key }) => key);
  return [...byKey.values()].flatMap((intervals) => {
    const sorted = intervals.sort((a, b) => a.from - b.from);
    return sorted.flatMap((one, index) => {
      const other = sorted[index + 1];
      return other && other.run !== one.run && other.from < one.to ? [`${one.key} was fetched twice at once`] : [];
    });
  });
}

function intervalsOf(run: Run): readonly Interval[] {
  return run.lines.flatMap((line) => {
    if (line.kind !== 'opened') return [];
    const end = run.lines.find((other) => other.kind === 'ended' && other.id === line.id);
    return end?.kind === 'ended' ? [{ run, key: line.key, from: line.at, to: end.at }] : [];
  });
}

/** In each lane, a killed process may have died after it counted and before it reported that. */
async function countProblems(runs: readonly Run[], directory: string): Promise<readonly string[]> {
  const counts = tally(runs);
  const { increments, downloads } = await countersOf(directory);
  const fetched = new Set(
    runs.flatMap(({ lines }) => lines.flatMap((line) => (line.kind === 'fetched' ? [line.download] : []))),
  );
  const killed = runs.filter((run) => run.killed).length;
  const within = (what: string, found: number, from = 0, to = 0): readonly string[] =>
    found >= from && found <= to ? [] : [`${found} ${what} are counted, of ${from} that ended and ${to} that began`];
  return [
    ...within('increments', increments, counts.incremented, counts.increment),
    ...within('downloads', downloads, fetched.size, (counts.opened ?? 0) + LANES * killed),
  ];
}

function tally(runs: readonly Run[]): Partial<Record<StormLine['kind'], number>> {
  const byKind = Object.groupBy(
    runs.flatMap(({ lines }) => lines),
    ({ kind }) => kind,
  );
  return Object.fromEntries(Object.entries(byKind).map(([kind, lines]) => [kind, lines.length]));
}
