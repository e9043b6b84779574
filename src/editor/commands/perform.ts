import { inBackground } from '../inBackground.ts';
import type { Services } from '../services.ts';

/** What a command does. Arguments come from rows, keys and other extensions, so they are unknown. */
export type Handler = (services: Services, ...args: readonly unknown[]) => Promise<unknown>;

/** Runs a command. A failure that it did not deal with itself is shown, and is not thrown at its caller. */
export async function perform(services: Services, handler: Handler, args: readonly unknown[]): Promise<unknown> {
  try {
    return await handler(services, ...args);
  } catch (error) {
    const retry = async (): Promise<void> => {
      await perform(services, handler, args);
    };
    // Whoever runs the command need not wait until the message is read.
    inBackground(services, services.errors.show(error, { retry }));
    return undefined;
  }
}
