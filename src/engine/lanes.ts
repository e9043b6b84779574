/**
 * Processes a list, so many items at once. After a failure no more are started; rejects with that failure once the running
 * ones have ended.
 */
export async function inLanes<T>(items: Iterable<T>, count: number, one: (item: T) => Promise<void>): Promise<void> {
  const queue = items[Symbol.iterator]();
  let failed = false;
  const lane = async (): Promise<void> => {
    for (let next = queue.next(); !next.done && !failed; next = queue.next()) {
      try {
        await one(next.value);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: count }, lane));
  const failure = lanes.find(({ status }) => status === 'rejected');
  if (failure?.status === 'rejected') throw failure.reason;
}
