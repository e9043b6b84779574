import { RateMeter, timeLeftMs } from '../engine/index.ts';
import type { Clock, FilesProgress, Progress, RestoreProgress } from '../engine/index.ts';
import { formatDuration, formatRate, formatReceived, plain } from '../words/format.ts';
import { fromMirror } from '../words/mirrorWords.ts';

const INTERVAL_MS = 100;

type Received = {
  readonly receivedBytes: number;
  readonly sizeBytes: number | undefined;
  readonly mirror?: string | undefined;
};

/** Formats progress lines such as `greet: 12.3 of 80.0 MB, 4.1 MB/s, 17 s left`, at a readable rate. */
export class TransferLine {
  readonly #clock: Clock;
  readonly #show: (line: string) => void;
  #meter: RateMeter | undefined;
  #phase: FilesProgress['phase'] | undefined;
  #shownAt = -Infinity;

  constructor(clock: Clock, show: (line: string) => void) {
    this.#clock = clock;
    this.#show = show;
  }

  /** The line for one file. */
  file(name: string, progress: Progress): void {
    if (progress.phase === 'transfer') this.#tell(plain(name, 60), progress);
  }

  /** The line for many tools. */
  restore({ tools, doneTools, tool, phase, ...received }: RestoreProgress): void {
    if (phase === 'download') this.#tell(`${doneTools} of ${tools}, ${plain(tool, 60)}`, received);
  }

  /** The line for all files of a lock. Each phase has a rate of its own. */
  files({ phase, tool, files, doneFiles, doneBytes, ...rest }: FilesProgress): void {
    if (phase !== this.#phase) this.#meter = undefined;
    this.#phase = phase;
    const verb = phase === 'fetch' ? 'fetching' : 'writing';
    this.#tell(`${verb} ${doneFiles} of ${files}, ${plain(tool, 60)}`, { ...rest, receivedBytes: doneBytes });
  }

  #tell(what: string, received: Received): void {
    const now = this.#clock.now();
    this.#meter ??= new RateMeter(received.receivedBytes, now);
    if (now - this.#shownAt < INTERVAL_MS) return;
    this.#shownAt = now;
    this.#meter.sample(received.receivedBytes, now);
    this.#show(`${what}: ${transferWords(received, this.#meter.bytesPerSecond)}`);
  }
}

function transferWords({ receivedBytes, sizeBytes, mirror }: Received, bytesPerSecond: number | undefined): string {
  const leftMs = sizeBytes === undefined ? undefined : timeLeftMs(sizeBytes - receivedBytes, bytesPerSecond);
  const rate = bytesPerSecond === undefined ? [] : [formatRate(bytesPerSecond)];
  const left = leftMs === undefined ? [] : [`${formatDuration(leftMs)} left`];
  const from = mirror === undefined ? [] : [fromMirror(mirror)];
  return [formatReceived({ receivedBytes, sizeBytes }), ...rate, ...left, ...from].join(', ');
}
