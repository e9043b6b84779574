/** How long work may hold the event loop before other work gets its turn: too short to be noticed. */
const SLICE_MS = 10;

/**
 * For long work in a loop: returns a promise to await whenever the loop has run for a while, and nothing otherwise. Make one
 * for each piece of work.
 */
export function pauses(): () => Promise<void> | undefined {
  let startedAt = performance.now();
  return () => {
    if (performance.now() - startedAt < SLICE_MS) return undefined;
    return new Promise((resolve) => {
      setImmediate(() => {
        startedAt = performance.now();
        resolve();
      });
    });
  };
}

/** Maps a long list, letting everything else in the process have its turn every few milliseconds. */
export async function mapInSlices<T, R>(
  items: readonly T[],
  one: (item: T, index: number) => R,
): Promise<readonly R[]> {
  const pause = pauses();
  const results: R[] = [];
  for (const [index, item] of items.entries()) {
    results.push(one(item, index));
    const turn = pause();
    if (turn) await turn;
  }
  return results;
}
