import type { Log } from '../engine/index.ts';
import type { Services } from './services.ts';

/**
 * The two ways to let work go on that nobody waits for. There is no third one: a promise that is dropped fails where nobody
 * sees it, so the linter allows neither a promise as a statement nor `void`.
 */

/** Lets a message stand while the command is over; what goes wrong behind its buttons is shown as usual. */
export function inBackground({ errors }: Pick<Services, 'errors'>, work: PromiseLike<unknown>): void {
  Promise.resolve(work)
    .catch((error: unknown) => errors.show(error))
    .catch((error: unknown) => errors.note(error));
}

/** For what nobody asked for: what goes wrong is for the log. */
export function unattended(log: Pick<Log, 'error'>, work: PromiseLike<unknown>): void {
  Promise.resolve(work).catch((error: unknown) => log.error(String(error)));
}
