import { readFileSync, writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** The measurements of one run. Times are in milliseconds. */
export interface Measures {
  readonly ms: number;
  /** The CPU time of this process. */
  readonly cpuMs: number;
  /** The 99th percentile of how late a timer of one millisecond was. */
  readonly loopP99Ms: number;
  readonly loopMaxMs: number;
  /** The peak memory, above what the process used before. */
  readonly peakBytes: number;
  /** Other figures of the contender. */
  readonly [extra: string]: number;
}

/** The work to measure. It may return figures of its own, and it may return `ms` to replace the measured time. */
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

/** Linux resets the peak. Elsewhere the peak since the start counts, which is below that of any relevant work. */
function forgetPeak(): void {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // The file does not exist, or writing is not allowed.
  }
}

function peakRssBytes(): number {
  try {
    const [, kibibytes] = /^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    if (kibibytes) return Number(kibibytes) * 1024;
  } catch {
    // This is not Linux.
  }
  return process.resourceUsage().maxRSS * 1024;
}
