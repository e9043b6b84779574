import { writeSync } from 'node:fs';
import { FakeClock } from '../support/fakeClock.ts';
import { watchFileCalls } from './fileCalls.ts';
import type { FileCall } from './fileCalls.ts';
import { SCENARIOS } from './scenarios.ts';
import type { Said } from './scenarios.ts';

/**
 * A process that runs a scenario and kills itself at one of its steps. Its only argument is the job. It writes a line of
 * JSON for each event.
 */
export interface CrashJob {
  readonly scenario: string;
  /** All watched files are below this directory. */
  readonly root: string;
  readonly directories: readonly [string, ...string[]];
  /** The number of the step to die at, from 1. If the scenario has fewer steps, the process survives. */
  readonly dieAt: number;
  /** `changes`: before each change and in the middle of each write. `all`: also after every call. */
  readonly steps: 'changes' | 'all';
}

export type CrashLine =
  | { readonly kind: 'said'; readonly what: Said }
  | { readonly kind: 'dies'; readonly step: string }
  | { readonly kind: 'end'; readonly steps: number };

/** Writes straight into the pipe, so that the line is out even if the process dies next. */
const tell = (line: CrashLine): void => void writeSync(1, `${JSON.stringify(line)}\n`);

async function run({ scenario, root, directories, dieAt, steps }: CrashJob): Promise<void> {
  let count = 0;
  const step = (when: string) => (call: FileCall) => {
    if (steps === 'changes' && !call.mutates) return;
    count += 1;
    if (count !== dieAt) return;
    tell({ kind: 'dies', step: `${when} ${call.name} of ${call.path.slice(root.length + 1)}` });
    process.kill(process.pid, 'SIGKILL');
  };
  const after = steps === 'all' && { after: step('after') };
  const before = (call: FileCall): void => (call.mutates ? step('before')(call) : undefined);
  await watchFileCalls(root, { before, half: step('in the middle of'), ...after });
  const found = SCENARIOS.find(({ name }) => name === scenario);
  const clock = new FakeClock(Date.now());
  await found?.act({ directories, clock, say: (what) => tell({ kind: 'said', what }) });
  tell({ kind: 'end', steps: count });
}

await run(JSON.parse(process.argv[2] as string) as CrashJob);
