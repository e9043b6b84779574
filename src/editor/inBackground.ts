import type { Log } from '../engine/index.ts';
import type { Services } from './services.ts';

/**
 * The only two ways to start work without waiting for it. A dropped promise fails where nobody sees it, so the linter
 * forbids a promise as a statement, and `void` too.
 */

/** Leaves a message open after the command has ended. A failure behind its buttons is shown as usual. */
export function inBackground({ errors }: Pick<Services, 'errors'>, work: PromiseLike<unknown>): void {
  Promise.resolve(work)
    .catch((error: unknown) => errors.show(error))
    .catch((error: unknown) => errors.note(error));
}

/** For work that the user did not ask for: failures go to the log. */
export function unattended(log: Pick<Log, 'error'>, work: PromiseLike<unknown>): void {
  Promise.resolve(work).catch((error: unknown) => log.error(String(error)));
}
