import type { Services } from './services.ts';

/** Lets a message stand while the command is over; what goes wrong behind its buttons is shown as usual. */
export function inBackground({ errors }: Pick<Services, 'errors'>, work: Promise<unknown>): void {
  void work.catch((error: unknown) => errors.show(error)).catch((error: unknown) => errors.note(error));
}
