/**
 * How long `work` held the event loop at most, in milliseconds of this thread's own processor time: what else the machine
 * does meanwhile is not in it.
 */
export async function longestHoldMs(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = process.threadCpuUsage();
  let isOver = false;
  const look = (): void => {
    const { user, system } = process.threadCpuUsage(last);
    longest = Math.max(longest, (user + system) / 1000);
    last = process.threadCpuUsage();
  };
  const tick = (): void => {
    look();
    if (!isOver) setImmediate(tick);
  };
  setImmediate(tick);
  try {
    await work();
  } finally {
    look();
    isOver = true;
  }
  return longest;
}
