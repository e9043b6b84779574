import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { KeyedMutex } from '../../src/engine/keyedMutex.ts';
import { makeMemoryDir } from '../support/tempDir.ts';
import { allCuts, describeCut, randomOf, shuffled } from './cuts.ts';
import { fingerprint, linesOf, materialise } from './materialise.ts';
import { Recorder, readDirectory } from './recording.ts';
import type { Recording } from './recording.ts';
import { Cuts } from './states.ts';
import type { Cut, State } from './states.ts';
import type { Step } from './tree.ts';

/** A piece of work of the program, and what must hold after a power cut at any point. */
export interface PowerScenario {
  readonly name: string;
  /** Creates the initial state, all of it synced. */
  readonly prepare: (root: string) => Promise<void>;
  readonly act: (root: string, say: (what: string) => void) => Promise<void>;
  /**
   * Returns what is wrong in a directory after a cut, once a new run of the program has recovered what it can. `log` has
   * what was reported before the cut.
   */
  readonly problems: (root: string, log: readonly string[], isThorough: boolean) => Promise<readonly string[]>;
}

export interface PowerOptions {
  /** The most states to try. */
  readonly atMost: number;
  readonly seed: number;
  /** Changes the recording, as a worse program or disk would. */
  readonly spoil?: ((steps: readonly Step[]) => readonly Step[]) | undefined;
  /** Stops at the first wrong state. Starts with the latest cuts, because missing syncs show there. */
  readonly stopAtFirst?: boolean;
}

/** The result of the cuts that were tried. */
export interface PowerReport {
  readonly steps: number;
  readonly syncs: number;
  readonly states: number;
  readonly wrong: readonly string[];
}

/** Only one recording can watch the file system at a time. */
const recordings = new KeyedMutex();

const LANES = 12;
/** One in this many states is also checked weeks later. */
const THOROUGH_EVERY = 10;

/** Cuts the power of a scenario at many points, in each way that file systems may react. */
export async function cutPower(scenario: PowerScenario, options: PowerOptions): Promise<PowerReport> {
  const { path, remove } = await makeMemoryDir();
  try {
    const root = join(path, 'live');
    await mkdir(root);
    await scenario.prepare(root);
    const recorded = await recordings.run('one', () => Recorder.record(root, (say) => scenario.act(root, say)));
    demandComplete(recorded, root);
    const steps = options.spoil?.(recorded.steps) ?? recorded.steps;
    return await tryCuts(scenario, { ...recorded, steps }, path, options);
  } finally {
    await remove();
  }
}

/** Checks that nothing got past the recorder: without a cut, the model must match the disk. */
function demandComplete(recording: Recording, root: string): void {
  const all = recording.steps.length;
  const known = new Cuts(recording).state({ after: all, fileSystem: 'journal', onDisk: all, loss: () => 'kept' });
  const { tree, bytes } = readDirectory(root);
  const there = { tree, bytes: (inode: number) => bytes.get(inode) ?? Buffer.alloc(0) };
  const [recorded, found] = [linesOf(known), linesOf(there)];
  const others = [...new Set([...recorded, ...found])].filter((one) => !recorded.includes(one) || !found.includes(one));
  if (others.length > 0) throw new Error(`the recording differs from the disk: ${others.join(', ')}`);
}

async function tryCuts(
  scenario: PowerScenario,
  recording: Recording,
  path: string,
  { atMost, seed, stopAtFirst = false }: PowerOptions,
): Promise<PowerReport> {
  const { steps } = recording;
  const wrong: string[] = [];
  let states = 0;
  await inLanes(statesOf(recording, seed, stopAtFirst), LANES, async ({ cut, state, log }) => {
    if (states >= atMost || (stopAtFirst && wrong.length > 0)) return false;
    states += 1;
    const isThorough = states % THOROUGH_EVERY === 0;
    const root = join(path, `${states}`);
    materialise(state, root);
    const problems = await scenario.problems(root, log, isThorough).catch((error: unknown) => [String(error)]);
    if (problems.length > 0) wrong.push(`${describeCut(cut)}: ${problems.join('; ')}`);
    await rm(root, { recursive: true });
    return true;
  });
  const syncs = steps.filter(({ does }) => does === 'sync').length;
  return { steps: steps.length, syncs, states, wrong };
}

interface Tried {
  readonly cut: Cut;
  readonly state: State;
  readonly log: readonly string[];
}

/** Yields each state once, in an order that depends on the seed. */
function* statesOf(recording: Recording, seed: number, isLatestFirst: boolean): Generator<Tried> {
  const { steps } = recording;
  const random = randomOf(seed);
  const cuts = new Cuts(recording);
  const seen = new Set<string>();
  const order = shuffled(allCuts(cuts, steps.length, random), random);
  for (const cut of isLatestFirst ? order.toSorted((one, other) => other.after - one.after) : order) {
    const state = cuts.state(cut);
    const log = logBefore(steps, cut);
    const key = `${log.length} ${fingerprint(state)}`;
    if (seen.has(key)) continue;
    seen.add(key);
    yield { cut, state, log };
  }
}

/** Runs several at once until one returns `false`. Some of them wait for locks that nobody releases. */
async function inLanes<T>(items: Iterator<T>, lanes: number, work: (item: T) => Promise<boolean>): Promise<void> {
  const lane = async (): Promise<void> => {
    for (let next = items.next(); !next.done; next = items.next()) if (!(await work(next.value))) return;
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

function logBefore(steps: readonly Step[], { after }: Cut): readonly string[] {
  return steps.slice(0, after).flatMap((step) => (step.does === 'say' ? [step.what] : []));
}
