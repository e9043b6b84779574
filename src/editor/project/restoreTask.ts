import type { RestoreProgress } from '../../engine/index.ts';
import { isCancelled, describeError } from '../../words/describeError.ts';
import { plain } from '../../words/format.ts';
import type { Services } from '../services.ts';
import type { LockedProject } from './openProject.ts';
import { restoreLock } from './restoreLock.ts';
import { failuresOf, outdatedSentence, restoredLine } from './restoreReport.ts';

/** What a terminal is told, and how it ends. */
export interface TaskOutput {
  readonly line: (text: string) => void;
  readonly signal: AbortSignal;
}

/** What a shell gives for a command that was stopped with Ctrl+C. */
const STOPPED = 130;

/**
 * Restores for a task: a line for each tool and step, then one for each result.
 * @returns the exit code: 0 only where everything that was asked for is there
 */
export async function runRestoreTask(
  services: Services,
  readProject: () => Promise<LockedProject>,
  { tools, line, signal }: TaskOutput & { readonly tools?: readonly string[] | undefined },
): Promise<number> {
  try {
    const open = await readProject();
    const { lock } = open;
    const unknown = (tools ?? []).filter((name) => !lock.tools.has(name));
    for (const name of unknown) line(`${plain(name, 60)}: not in the lock`);
    const onProgress = steps(line);
    const results = await restoreLock(services, lock, { tools, onProgress, signal });
    for (const result of results) line(restoredLine(result));
    const outdated = outdatedSentence(open);
    if (outdated !== '') line(outdated);
    for (const { error } of failuresOf(results)) services.errors.note(error);
    if (results.length === 0 && unknown.length === 0) line('The lock is empty, so there is nothing to restore.');
    return failuresOf(results).length + unknown.length === 0 ? 0 : 1;
  } catch (error) {
    if (signal.aborted || isCancelled(error)) return STOPPED;
    services.errors.note(error);
    line(describeError(error).message);
    return 1;
  }
}

const STEPS = { download: 'checking', install: 'installing' } as const;

/** Each step of a tool once, however often its progress is told. */
function steps(line: (text: string) => void): (progress: RestoreProgress) => void {
  const told = new Set<string>();
  return ({ tool, phase }) => {
    if (phase !== 'download' && phase !== 'install') return;
    const text = `${plain(tool, 60)}: ${STEPS[phase]}`;
    if (!told.has(text)) line(text);
    told.add(text);
  };
}
