import { systemClock } from '../../engine/index.ts';
import type { Clock, RestoreProgress, Restored } from '../../engine/index.ts';
import { isCancelled, describeError } from '../../words/describeError.ts';
import { plain } from '../../words/format.ts';
import { isSlow } from '../isSlow.ts';
import type { Services } from '../services.ts';
import type { Report } from '../ui/ui.ts';
import { onlyLocked, readFolder } from './openProject.ts';
import type { LockedProject } from './openProject.ts';
import { restoreLock } from './restoreLock.ts';
import { failuresOf, outdatedSentence, restoredLines } from './restoreReport.ts';
import { restoredPercent, progressWords } from './showRestore.ts';
import { t } from '../../words/translate.ts';

/** Where the task writes its lines and its exit code. */
interface TaskOutput {
  readonly line: (text: string) => void;
  readonly signal: AbortSignal;
}

interface TaskOptions {
  /** @default all of the lock */
  readonly tools?: readonly string[] | undefined;
  readonly clock?: Clock | undefined;
}

/** The exit code that shells give for a command stopped with Ctrl+C. */
const STOPPED = 130;

/**
 * Restores for a task: a line for each tool and step, then one for each result.
 * @returns the exit code: 0 only if everything that was asked for is there
 */
export async function runRestoreTask(
  services: Services,
  readProject: () => Promise<LockedProject>,
  { tools, line, signal, clock = systemClock }: TaskOutput & TaskOptions,
): Promise<number> {
  try {
    const open = await readProject();
    const { lock, folder } = open;
    const unknown = (tools ?? []).filter((name) => !lock.tools.has(name));
    for (const name of unknown) line(t('{0}: not in the lock', plain(name, 60)));
    const restoring: Restoring = (options) =>
      restoreLock(services, lock, { folder: folder.directory, tools, ...options });
    const results = await noticeably(services, restoring, { onProgress: steps(line), signal, clock });
    for (const text of results.flatMap(restoredLines)) line(text);
    const outdated = outdatedSentence(open);
    if (outdated !== '') line(outdated);
    for (const { error } of failuresOf(results)) services.errors.note(error);
    if (results.length === 0 && unknown.length === 0) line(t('The lock is empty, so there is nothing to restore.'));
    return failuresOf(results).length + unknown.length === 0 ? 0 : 1;
  } catch (error) {
    if (signal.aborted || isCancelled(error)) return STOPPED;
    services.errors.note(error);
    line(describeError(error).message);
    return 1;
  }
}

/**
 * The task's folder with its lock, or the only folder that has one: the user cannot be asked while a task runs.
 * @throws as `onlyLocked`
 */
export async function taskProject(
  services: Pick<Services, 'workspace'>,
  directory: string | undefined,
): Promise<LockedProject> {
  const only = await onlyLocked(services, directory);
  return { ...(await readFolder(only)), lock: only.lock };
}

type OnProgress = (progress: RestoreProgress) => void;
type Restoring = (options: {
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}) => Promise<readonly Restored[]>;

/** A task's terminal stays in the background, so a slow restore also shows a notification, which can stop it. */
async function noticeably(
  { ui }: Pick<Services, 'ui'>,
  restoring: Restoring,
  { onProgress, signal, clock }: Parameters<Restoring>[0] & { readonly clock: Clock },
): Promise<readonly Restored[]> {
  const stop = new AbortController();
  let report: Report = () => undefined;
  const work = restoring({
    signal: AbortSignal.any([signal, stop.signal]),
    onProgress: (progress) => {
      onProgress(progress);
      report(progressWords(progress), restoredPercent(progress));
    },
  });
  const show = async (): Promise<void> => {
    if (!(await isSlow(work, clock))) return;
    await ui.progress(t('Restoring tools'), async (reportProgress, cancelled) => {
      report = reportProgress;
      cancelled.addEventListener('abort', () => stop.abort(), { once: true });
      await work.catch(() => undefined);
    });
  };
  const [results] = await Promise.all([work, show()]);
  return results;
}

const STEPS = { download: t('checking'), install: t('installing') };

/** Reports each step of a tool once, however often its progress is reported. */
function steps(line: (text: string) => void): OnProgress {
  const printed = new Set<string>();
  return ({ tool, phase }) => {
    if (phase !== 'download' && phase !== 'install') return;
    const text = `${plain(tool, 60)}: ${STEPS[phase]}`;
    if (!printed.has(text)) line(text);
    printed.add(text);
  };
}
