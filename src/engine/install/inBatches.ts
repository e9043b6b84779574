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
