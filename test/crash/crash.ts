import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, constants, cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { FakeClock } from '../support/fakeClock.ts';
import { makeMemoryDir } from '../support/tempDir.ts';
import { bundle } from './bundle.ts';
import type { CrashJob, CrashLine } from './child.ts';
import { problemsOf } from './invariants.ts';
import type { Scenario } from './scenarios.ts';
import { openWorld } from './world.ts';

/** A point at which a process was killed, and the problems afterwards. */
export interface Point {
  /** The call at which it died; absent if it ran to its end. */
  readonly step: string | undefined;
  readonly problems: readonly string[];
}

export interface CrashOptions {
  readonly steps: CrashJob['steps'];
  /** Tries about this many points, evenly spread. @default all */
  readonly atMost?: number;
}

interface Tried extends Point {
  /** The number of steps, if the scenario ran to its end. */
  readonly steps: number | undefined;
}

const AT_ONCE = 2;

const NOBODY = 65_534;

/** Gives up root, unless that user could not run programs of this directory. */
async function becomeNobody(): Promise<void> {
  if (process.geteuid?.() !== 0) return;
  process.seteuid?.(NOBODY);
  await access(process.execPath, constants.X_OK).catch(() => process.seteuid?.(0));
}

/**
 * Kills a process at each step of a scenario, every time on a copy of the same directory. Until the lab is disposed of,
 * nothing runs as root, because root ignores the rights on files.
 */
export class CrashLab implements AsyncDisposable {
  readonly #root: string;
  readonly #program: string;
  readonly #remove: () => Promise<void>;

  private constructor(root: string, program: string, remove: () => Promise<void>) {
    this.#root = root;
    this.#program = program;
    this.#remove = remove;
  }

  static async open(): Promise<CrashLab> {
    const text = await bundle('test/crash/child.ts');
    await becomeNobody();
    const { path, remove } = await makeMemoryDir();
    const program = join(path, 'child.mjs');
    await writeFile(program, text);
    return new CrashLab(path, program, remove);
  }

  /** The first point is the end of the scenario, without a kill. */
  async try(scenario: Scenario, { steps, atMost = Infinity }: CrashOptions): Promise<readonly Point[]> {
    const template = join(this.#root, scenario.name, 'before');
    await mkdir(template, { recursive: true });
    await scenario.prepare(template);
    const counted = await countedIn(template);
    const tryOne = (dieAt: number): Promise<Tried> => this.#tryOne({ scenario, template, counted, steps, dieAt });
    const undisturbed = await tryOne(Infinity);
    const points: Point[] = [undisturbed];
    const total = undisturbed.steps ?? 0;
    const stride = Math.max(1, Math.ceil(total / atMost));
    const waiting = Array.from({ length: Math.ceil(total / stride) }, (_, index) => 1 + index * stride);
    const work = async (): Promise<void> => {
      for (let dieAt = waiting.shift(); dieAt !== undefined; dieAt = waiting.shift()) points.push(await tryOne(dieAt));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return points;
  }

  async #tryOne(trial: {
    readonly scenario: Scenario;
    readonly template: string;
    /** Today's downloads so far. */
    readonly counted: number;
    readonly steps: CrashJob['steps'];
    readonly dieAt: number;
  }): Promise<Tried> {
    const { scenario, template, counted, ...how } = trial;
    const root = join(this.#root, scenario.name, `${how.dieAt}`);
    const first = join(root, '0');
    const others = Array.from({ length: (scenario.directories ?? 1) - 1 }, (_, index) => join(root, `${index + 1}`));
    await cp(template, first, { recursive: true, preserveTimestamps: true });
    const lines = await this.#run({ scenario: scenario.name, root, directories: [first, ...others], ...how });
    const countOf = (what: string): number => lines.filter((line) => line.kind === 'said' && line.what === what).length;
    const counts = { begun: counted + countOf('begun'), done: counted + countOf('done') };
    const problems = [...(await problemsOf([first, ...others], { ...scenario, ...counts }))];
    const step = lines.find((line) => line.kind === 'dies')?.step;
    const steps = lines.find((line) => line.kind === 'end')?.steps;
    if (step === undefined && steps === undefined) problems.push('the process failed by itself');
    await rm(root, { recursive: true });
    return { step, steps, problems };
  }

  async #run(job: CrashJob): Promise<readonly CrashLine[]> {
    const child = spawn(process.execPath, [this.#program, JSON.stringify(job)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines: CrashLine[] = [];
    createInterface(child.stdout).on('line', (line) => void lines.push(JSON.parse(line) as CrashLine));
    // Waits until the process itself is gone, not just its output: it counts as alive while the system has its number.
    await once(child, 'close');
    return lines;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#remove();
    if (process.getuid?.() === 0) process.seteuid?.(0);
  }
}

async function countedIn(directory: string): Promise<number> {
  const world = openWorld(directory, new FakeClock(Date.now()));
  const counted = await world.counted();
  await world.cache.close();
  return counted;
}
