import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';

export interface Use {
  readonly seconds: number;
  /** The largest size of the directory, or 0 if no directory was watched. */
  readonly outputBytes: number;
  /** The peak memory of the process, above what it used before. */
  readonly memoryBytes: number;
}

const LOOK_EVERY_MS = 50;

/** Runs the work and measures what it uses. */
export async function measure<T>(
  directory: string,
  withOutput: boolean,
  work: () => Promise<T>,
): Promise<{ value: T; use: Use }> {
  const startedAt = performance.now();
  const heldBytes = process.memoryUsage.rss();
  let [outputBytes, memoryBytes] = [0, 0];
  const look = async (): Promise<void> => {
    memoryBytes = Math.max(memoryBytes, process.memoryUsage.rss() - heldBytes);
    if (withOutput) outputBytes = Math.max(outputBytes, await sizeOf(directory));
  };
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  try {
    const value = await work();
    await look();
    return { value, use: { seconds: (performance.now() - startedAt) / 1000, outputBytes, memoryBytes } };
  } finally {
    clearInterval(timer);
  }
}

async function sizeOf(directory: string): Promise<number> {
  let total = 0;
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => [])) {
    const found = await lstat(path.join(entry.parentPath, entry.name)).catch(() => undefined);
    if (found?.isFile()) total += found.size;
  }
  return total;
}
