import { setImmediate } from 'node:timers/promises';

/** Files looked at side by side: enough to be quick, few enough never to run out of file handles. */
const BATCH = 64;

/**
 * Does work for each item, some at once; results in the order of the items. Rejects with the signal's reason on abort,
 * after what is at work.
 */
export async function inBatches<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
  signal?: AbortSignal,
): Promise<readonly R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += BATCH) {
    signal?.throwIfAborted();
    results.push(...(await Promise.all(items.slice(start, start + BATCH).map(work))));
  }
  return results;
}

/** How many pieces of work are done in one go: what takes a millisecond each holds nothing else up for long. */
const TURN = 4;

/** Does work that needs no waiting for each item, and lets others have their turn. Rejects with the signal's reason on abort. */
export async function inTurns<T, R>(
  items: readonly T[],
  work: (item: T) => R,
  signal?: AbortSignal,
): Promise<readonly R[]> {
  const results: R[] = [];
  for (const [index, item] of items.entries()) {
    if (index % TURN === TURN - 1) await setImmediate();
    signal?.throwIfAborted();
    results.push(work(item));
  }
  return results;
}
