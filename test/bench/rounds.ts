import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ContenderName } from './contenders/all.ts';
import type { Params } from './contenders/contender.ts';
import type { Measures } from './meter.ts';
import { median } from './statistics.ts';
import { THIS_SYSTEM } from '../support/thisSystem.ts';

const run = promisify(execFile);
const CONTENDER = join(import.meta.dirname, 'contender.ts');

/** One that takes part in a row. */
export interface Entry {
  readonly contender: ContenderName;
  /** Goes to the contender. */
  readonly params?: Partial<Params>;
  /** Fills its directory before each run; without it the directory is new and empty. */
  readonly fill?: (directory: string) => Promise<void>;
  /** Where what it needs is already, and stays as it is. */
  readonly directory?: string;
}

export interface RoundsOptions {
  readonly rounds: number;
  /** In which each run gets a directory of its own. */
  readonly directory: string;
  /** See `Setting`. */
  readonly until: number;
}

/** Far longer than any run takes on a quiet machine. */
const RUN_MS = 3 * 60_000;

/** The medians of all that was measured, by the names of the entries. */
export type Medians<Name extends string> = Readonly<Record<Name, Measures>>;

/**
 * Runs all entries once a round, each time beginning with another, each in a process of its own with the disk at rest, and
 * gives the medians over the rounds.
 */
export async function alternate<Name extends string>(
  entries: Readonly<Record<Name, Entry>>,
  options: RoundsOptions,
): Promise<Medians<Name>> {
  const names = Object.keys(entries) as Name[];
  const measured = new Map<Name, Measures[]>(names.map((name) => [name, []]));
  for (let round = 0; round < options.rounds; round += 1) {
    if (round > 0 && performance.now() > options.until) break;
    for (const index of names.keys()) {
      const name = names[(index + round) % names.length] as Name;
      measured.get(name)?.push(await once(entries[name], options.directory));
    }
  }
  return Object.fromEntries([...measured].map(([name, runs]) => [name, medians(runs)])) as Medians<Name>;
}

async function once({ contender, params, fill, directory: own }: Entry, parent: string): Promise<Measures> {
  const directory = own ?? (await mkdtemp(join(parent, `${contender}-`)));
  try {
    await fill?.(directory);
    await settle(parent);
    const running = run(process.execPath, [CONTENDER, contender], { timeout: RUN_MS, killSignal: 'SIGKILL' });
    running.child.stdin?.end(JSON.stringify({ ...params, directory }));
    return JSON.parse((await running).stdout) as Measures;
  } finally {
    if (!own) await rm(directory, { recursive: true, force: true });
  }
}

/** Nobody pays for what others left to be written. */
async function settle(directory: string): Promise<void> {
  if (THIS_SYSTEM.linux) await run('sync', ['-f', directory]);
}

function medians(runs: readonly Measures[]): Measures {
  const [first] = runs as [Measures];
  return Object.fromEntries(
    Object.keys(first).map((key) => [key, median(runs.map((measures) => measures[key] ?? NaN))]),
  ) as unknown as Measures;
}
