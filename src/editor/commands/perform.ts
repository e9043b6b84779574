import { inBackground } from '../inBackground.ts';
import type { Services } from '../services.ts';

/** What a command does. Arguments come from rows, keys and other extensions, so they are unknown. */
export type Handler = (services: Services, ...args: readonly unknown[]) => Promise<unknown>;

/** Runs a command. A failure that the command does not handle is shown and not rethrown. */
export async function perform(services: Services, handler: Handler, args: readonly unknown[]): Promise<unknown> {
  try {
    return await handler(services, ...args);
  } catch (error) {
    const retry = async (): Promise<void> => {
      await perform(services, handler, args);
    };
    // The caller does not wait until the message is read.
    inBackground(services, services.errors.show(error, { retry }));
    return undefined;
  }
}
