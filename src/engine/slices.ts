/** Far less than anybody notices. */
const SLICE_MS = 10;

/** Maps a long list, letting everything else in the process have its turn every few milliseconds. */
export async function mapInSlices<T, R>(items: readonly T[], one: (item: T) => R): Promise<readonly R[]> {
  const results: R[] = [];
  let startedAt = performance.now();
  for (const item of items) {
    results.push(one(item));
    if (performance.now() - startedAt < SLICE_MS) continue;
    await new Promise<void>((resolve) => void setImmediate(resolve));
    startedAt = performance.now();
  }
  return results;
}
