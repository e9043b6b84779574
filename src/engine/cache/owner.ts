import { hostname } from 'node:os';
import * as v from 'valibot';

/** Which process holds something, as it is written to disk. */
export const ownerSchema = v.object({ pid: v.number(), host: v.string() });
export type Owner = v.InferOutput<typeof ownerSchema>;

export function thisProcess(): Owner {
  return { pid: process.pid, host: hostname() };
}

/** Whether the process is surely gone. A process of another machine, or one we may not ask about, is not. */
export function isDead(owner: Owner): boolean {
  if (owner.host !== hostname()) return false;
  try {
    process.kill(owner.pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
