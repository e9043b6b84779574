import { readFileSync, writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** What one run took. Times in milliseconds. */
export interface Measures {
  readonly ms: number;
  /** How long this process kept processors busy. */
  readonly cpuMs: number;
  /** How late a timer of one millisecond was. */
  readonly loopP99Ms: number;
  readonly loopMaxMs: number;
  /** Most memory at once, above what the process had before. */
  readonly peakBytes: number;
  /** What a contender says besides. */
  readonly [extra: string]: number;
}

/** One piece of work. It may give figures of its own, and take part of its time out of `ms` by giving that. */
export type Work = () => Promise<Readonly<Record<string, number>>>;

const RESOLUTION_MS = 1;

/** Runs the work and measures it. */
export async function measure(work: Work): Promise<Measures> {
  const loop = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  const idleBytes = process.memoryUsage.rss();
  forgetPeak();
  loop.enable();
  const [startedAt, before] = [performance.now(), process.cpuUsage()];
  const extra = await work();
  const ms = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(before);
  loop.disable();
  const late = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
  return {
    ms,
    cpuMs: (user + system) / 1000,
    loopP99Ms: late(loop.percentile(99)),
    loopMaxMs: late(loop.max),
    peakBytes: Math.max(0, peakRssBytes() - idleBytes),
    ...extra,
  };
}

/** Linux starts the peak anew; elsewhere that of the start counts, which is less than that of any work worth a look. */
function forgetPeak(): void {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // Not there, or not allowed.
  }
}

function peakRssBytes(): number {
  try {
    const [, kibibytes] = /^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    if (kibibytes) return Number(kibibytes) * 1024;
  } catch {
    // Not Linux.
  }
  return process.resourceUsage().maxRSS * 1024;
}
