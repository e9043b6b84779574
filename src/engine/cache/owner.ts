import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import * as v from 'valibot';

/** Identifies the owning process, as written to disk. */
export const ownerSchema = v.object({
  pid: v.number(),
  host: v.string(),
  /** The namespace and boot that the process id belongs to; absent if they cannot be determined. */
  pidSpace: v.optional(v.string()),
});
type ProcessOwner = v.InferOutput<typeof ownerSchema>;

const pidSpace = findPidSpace();

export function thisProcess(): ProcessOwner {
  return { pid: process.pid, host: hostname(), ...(pidSpace !== undefined && { pidSpace }) };
}

/**
 * Whether the process has certainly ended. A process of another machine, container or boot, or one we may not ask about, is
 * not: its number says nothing here.
 */
export function isDead(owner: ProcessOwner): boolean {
  if (owner.host !== hostname() || pidSpace === undefined || owner.pidSpace !== pidSpace) return false;
  try {
    process.kill(owner.pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** Containers may share a directory and even a host name, but see processes of their own; so Linux names the namespace. */
function findPidSpace(): string | undefined {
  if (process.platform !== 'linux') return process.platform;
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return undefined;
  }
}
