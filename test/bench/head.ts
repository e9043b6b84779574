import { arch, cpus, loadavg, platform, release, totalmem } from 'node:os';
import type { Sizes } from './bench.ts';

interface MachineFacts {
  readonly at: string;
  readonly system: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly node: string;
  /** The load average of the last minute at the start. */
  readonly load: number;
}

export function describeMachine(): MachineFacts {
  const [first] = cpus();
  return {
    at: new Date().toISOString(),
    system: `${platform()} ${release()} ${arch()}`,
    processor: first?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 1024 ** 3),
    node: process.version,
    load: Number((loadavg()[0] ?? 0).toFixed(1)),
  };
}

/** What a reader has to know about the figures below. */
export function headLines(machine: MachineFacts, { rounds }: Sizes): readonly string[] {
  const { at, system, processor, cores, memoryGiB, node, load } = machine;
  return [
    `${at}, ${system}, ${cores} x ${processor}, ${memoryGiB} GiB, Node ${node}`,
    `Load at the start: ${load}${load > cores / 2 ? ', so times mean little and ratios not much' : ''}. Medians of ${rounds} alternating rounds.`,
    'Ours syncs every file of the cache, its record and their directories, and of an install all files, its lists and directories.',
    'Rivals sync what their row says.',
    '',
  ];
}
