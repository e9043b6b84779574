import { RateMeter } from '../../engine/index.ts';
import type { Clock, Progress } from '../../engine/index.ts';

type Transfer = Extract<Progress, { phase: 'transfer' }>;

/** What a row says about its download. A row without one is idle. */
export type DownloadState =
  | Exclude<Progress, Transfer>
  /** The progress with its rate, which is `undefined` until there is enough to measure. */
  | (Transfer & { readonly bytesPerSecond: number | undefined })
  /** Stays until the next attempt or a refresh of the row. */
  | { readonly phase: 'failed'; readonly error: unknown };

/** One task on one file: its state, and the way to stop it. */
export class Run {
  readonly key: string;
  /** The name as the server spells it. */
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

  /** Whether it is still running. */
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

/** A run that several callers wait for. Each may leave without disturbing the others; the last one to leave stops it. */
export class SharedRun<T> {
  readonly run: Run;
  readonly #result: Promise<T>;
  #waiting = 0;

  constructor(run: Run, result: Promise<T>) {
    this.run = run;
    this.#result = result;
  }

  /** The result, or `left` as soon as the signal aborts. A caller without a signal stays to the end. */
  join(signal: AbortSignal | undefined, left: T): Promise<T> {
    this.#waiting += 1;
    if (!signal) return this.#result;
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#waiting -= 1;
        if (this.#waiting === 0) this.run.stop();
        resolve(left);
      };
      const settle = (result: T): void => {
        signal.removeEventListener('abort', leave);
        resolve(result);
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#result.then(settle, reject);
    });
  }
}

/** If several tasks run on one file, its row shows the one furthest along. */
const FURTHEST: readonly DownloadState['phase'][] = ['transfer', 'verifying', 'waiting', 'queued', 'failed'];

/**
 * The tasks that run now. A file may have several: two downloads of which one demands a digest, or a check next to a
 * download.
 */
export class RunsByKey {
  readonly #runs = new Map<string, readonly Run[]>();

  add(run: Run): void {
    this.#runs.set(run.key, [...this.of(run.key), run]);
  }

  delete(run: Run): void {
    const left = this.of(run.key).filter((one) => one !== run);
    if (left.length > 0) this.#runs.set(run.key, left);
    else this.#runs.delete(run.key);
  }

  get isEmpty(): boolean {
    return this.#runs.size === 0;
  }

  all(): readonly Run[] {
    return [...this.#runs.values()].flat();
  }

  of(key: string): readonly Run[] {
    return this.#runs.get(key) ?? [];
  }

  isDownloading(key: string): boolean {
    return this.of(key).some(isDownload);
  }

  /** What the row of a file says; `undefined` while nothing runs. */
  state(key: string): DownloadState | undefined {
    return furthest(this.of(key));
  }

  /** Each downloading file once, in the order of their start. */
  downloads(): readonly { readonly key: string; readonly name: string; readonly state: DownloadState }[] {
    return [...this.#runs.values()].flatMap((runs) => {
      const downloads = runs.filter(isDownload);
      const [first] = downloads;
      const state = furthest(downloads);
      return first && state ? [{ key: first.key, name: first.name, state }] : [];
    });
  }
}

function isDownload({ kind }: Run): boolean {
  return kind === 'download';
}

function furthest(runs: readonly Run[]): DownloadState | undefined {
  const states = runs.map(({ state }) => state);
  return FURTHEST.map((phase) => states.find((state) => state.phase === phase)).find((state) => state !== undefined);
}
