import type { Log } from './ports.ts';

/**
 * Wraps a foreign listener so that it can be called in the middle of work: whatever it throws is logged and goes no further.
 */
export function guarded<A extends readonly unknown[]>(log: Log, listener: (...args: A) => void): (...args: A) => void {
  return (...args) => {
    try {
      listener(...args);
    } catch (error) {
      log.warn(`a listener failed: ${String(error)}`);
    }
  };
}
