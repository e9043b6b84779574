import { setImmediate } from 'node:timers/promises';

/** How many files are examined at once: enough to be quick, few enough never to run out of file handles. */
const BATCH = 64;

/**
 * Does work for each item, some at once; returns the results in the order of the items. On abort, rejects with the signal's
 * reason once running work has ended.
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

/** How many items are handled in one go: at a millisecond each, they do not delay other work for long. */
const TURN = 4;

/** Does synchronous work for each item, with pauses for other work. Rejects with the signal's reason on abort. */
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
