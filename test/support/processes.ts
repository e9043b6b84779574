import { readFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';

/** Waits for the end of a process that somebody else started. The test's own time limit is the only one. */
export async function hasEnded(pid: number): Promise<void> {
  while (await isRunning(pid)) await setImmediate();
}

/** A dead process keeps its number until its parent has asked for its exit code. */
async function isRunning(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return !/\) [ZX] /.test(state);
}
