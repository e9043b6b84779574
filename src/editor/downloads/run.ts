import { RateMeter } from '../../engine/index.ts';
import type { Clock, Progress } from '../../engine/index.ts';
import type { DownloadState } from './downloadState.ts';

/** One task on one file: its state, and the way to stop it. */
export class Run {
  readonly key: string;
  /** As the server spells it. */
  readonly name: string;
  readonly kind: 'download' | 'verify';
  readonly #clock: Clock;
  readonly #controller = new AbortController();
  readonly #ended = Promise.withResolvers<void>();
  #isOver = false;
  #progress: Progress;
  #meter: RateMeter | undefined;

  constructor(subject: { key: string; name: string; kind: Run['kind']; first: Progress }, clock: Clock) {
    this.key = subject.key;
    this.name = subject.name;
    this.kind = subject.kind;
    this.#progress = subject.first;
    this.#clock = clock;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  stop(): void {
    this.#controller.abort();
  }

  /** Whether it is neither stopped nor over. */
  get isOpen(): boolean {
    return !this.#isOver && !this.signal.aborted;
  }

  /** To be called when the task has ended completely. */
  end(): void {
    this.#isOver = true;
    this.#ended.resolve();
  }

  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /** Notes progress; `sample` computes the rate at a steady pace. */
  note(progress: Progress): void {
    this.#progress = progress;
    if (progress.phase === 'transfer') this.#meter ??= new RateMeter(progress.receivedBytes, this.#clock.now());
  }

  sample(): void {
    if (this.#progress.phase === 'transfer') this.#meter?.sample(this.#progress.receivedBytes, this.#clock.now());
  }

  get state(): DownloadState {
    const progress = this.#progress;
    return progress.phase === 'transfer' ? { ...progress, bytesPerSecond: this.#meter?.bytesPerSecond } : progress;
  }
}
