import type { Log } from '../engine/index.ts';
import type { Services } from './services.ts';

/**
 * The only two ways to start work without waiting for it. The failure of a dropped promise goes unseen, so the linter
 * forbids a promise as a statement, and `void` too.
 */

/** Leaves a message open after the command has ended. A failure behind its buttons is shown as usual. */
export function showFailureOf({ errors }: Pick<Services, 'errors'>, work: PromiseLike<unknown>): void {
  Promise.resolve(work)
    .catch((error: unknown) => errors.show(error))
    .catch((error: unknown) => errors.note(error));
}

/** For work that the user did not ask for: failures go to the log. */
export function logFailureOf(log: Pick<Log, 'error'>, work: PromiseLike<unknown>): void {
  Promise.resolve(work).catch((error: unknown) => log.error(String(error)));
}

/**
 * Runs a task. Its failure is shown, with a button that runs it again, and not rethrown. It does not wait for that message.
 */
export async function runOrReport(services: Pick<Services, 'errors'>, task: () => Promise<unknown>): Promise<unknown> {
  try {
    return await task();
  } catch (error) {
    const retry = async (): Promise<void> => {
      await runOrReport(services, task);
    };
    showFailureOf(services, services.errors.show(error, { retry }));
    return undefined;
  }
}
