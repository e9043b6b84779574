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

/** A participant of a row. */
export interface Entry {
  readonly contender: ContenderName;
  /** The parameters for the contender. */
  readonly params?: Partial<Params>;
  /** Fills its directory before each run. Without it, the directory is new and empty. */
  readonly fill?: (directory: string) => Promise<void>;
  /** A directory that is already filled and is not changed. */
  readonly directory?: string;
}

export interface RoundsOptions {
  readonly rounds: number;
  /** The directory in which each run gets its own. */
  readonly directory: string;
  /** See `Setting`. */
  readonly until: number;
}

/** Far longer than any run takes on a quiet machine. */
const RUN_MS = 3 * 60_000;

/** The medians of all measurements, by the name of the entry. */
export type Medians<Name extends string> = Readonly<Record<Name, Measures>>;

/**
 * Runs all entries once per round, starting with a different one each time. Each runs in a process of its own, once the disk
 * is idle. Returns the medians over all rounds.
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

/** Syncs, so that no run pays for the writes of another. */
async function settle(directory: string): Promise<void> {
  if (THIS_SYSTEM.linux) await run('sync', ['-f', directory]);
}

function medians(runs: readonly Measures[]): Measures {
  const [first] = runs as [Measures];
  return Object.fromEntries(
    Object.keys(first).map((key) => [key, median(runs.map((measures) => measures[key] ?? NaN))]),
  ) as unknown as Measures;
}
