import type * as vscode from 'vscode';
import { isEngineError, recordKey } from '../../engine/index.ts';
import type { Asset, AssetRecord, CachedAsset, Clock, Digests, Verified } from '../../engine/index.ts';
import { isCancelled } from '../../words/describeError.ts';
import type { EngineService } from '../engineService.ts';
import type { DownloadState } from './downloadState.ts';
import { Run } from './run.ts';

/** Often enough to look alive, seldom enough to read. */
const TICK_MS = 250;

export interface DownloadsOptions {
  readonly engine: Pick<EngineService, 'get'>;
  readonly clock: Clock;
  /** A new `vscode.EventEmitter`, which goes with this object. */
  readonly changed: Pick<vscode.EventEmitter<readonly string[]>, 'event' | 'fire' | 'dispose'>;
}

export interface StartOptions {
  /** Stops what this call waits for. */
  readonly signal?: AbortSignal;
  /** A digest that the bytes must have, whatever the server says. */
  readonly pin?: Digests;
}

/** How it ended for one file. */
export type Outcome = { readonly asset: Asset } & (
  | { readonly state: 'done'; readonly found: CachedAsset }
  | { readonly state: 'failed'; readonly error: unknown }
  | { readonly state: 'cancelled' }
);

export interface ActiveDownload {
  readonly key: string;
  readonly name: string;
  readonly state: DownloadState;
}

/** All that go on together: from the first that starts while none runs, to the end of the last. */
export interface Tally {
  readonly endedCount: number;
  readonly startedCount: number;
  /** Sum over those that transfer; `undefined` until one can tell. */
  readonly bytesPerSecond: number | undefined;
}

/** What happens to files now, by record key; what failed stays until it is tried again or cleared. Says nothing to people. */
export class Downloads implements vscode.Disposable {
  readonly #options: DownloadsOptions;
  readonly #runs = new Map<string, Run>();
  readonly #outcomes = new Map<string, Promise<Outcome>>();
  readonly #failed = new Map<string, unknown>();
  readonly #dirty = new Set<string>();
  #stopTicking: (() => void) | undefined;
  #startedCount = 0;
  #endedCount = 0;
  /** Fires the record keys of the rows that say something else, about four times a second. */
  readonly onDidChange: vscode.Event<readonly string[]>;

  constructor(options: DownloadsOptions) {
    this.#options = options;
    this.onDidChange = options.changed.event;
  }

  state(key: string): DownloadState | undefined {
    const run = this.#runs.get(key);
    if (run) return run.state;
    return this.#failed.has(key) ? { phase: 'failed', error: this.#failed.get(key) } : undefined;
  }

  /** Downloads that are under way or wait, in the order of their start. */
  get active(): readonly ActiveDownload[] {
    const downloads = [...this.#runs.values()].filter(({ kind }) => kind === 'download');
    return downloads.map(({ key, name, state }) => ({ key, name, state }));
  }

  get tally(): Tally {
    const rates = this.active.flatMap(({ state }) =>
      state.phase === 'transfer' && state.bytesPerSecond !== undefined ? [state.bytesPerSecond] : [],
    );
    const bytesPerSecond = rates.length > 0 ? rates.reduce((sum, rate) => sum + rate, 0) : undefined;
    return { endedCount: this.#endedCount, startedCount: this.#startedCount, bytesPerSecond };
  }

  /** Brings the files to this machine; one that is on its way already is waited for. Never rejects. */
  start(assets: readonly Asset[], options: StartOptions = {}): Promise<readonly Outcome[]> {
    return Promise.all(assets.map((asset) => this.#startOne(asset, options)));
  }

  /**
   * Reads a file on disk again, shown on its row. One that is not what it was stays marked as failed, with both digests.
   * Rejects with the reason of the abort, and with `storage`.
   */
  async verify(record: AssetRecord, signal: AbortSignal): Promise<Verified> {
    const { key, name, sizeBytes } = record;
    const run = this.#begin({ key, name, kind: 'verify', first: { phase: 'verifying', checkedBytes: 0, sizeBytes } });
    try {
      const engine = this.#options.engine.get();
      const onProgress = run.note.bind(run);
      const result = await engine.verify(key, { signal: AbortSignal.any([signal, run.signal]), onProgress });
      if (result.state === 'broken') this.#failed.set(key, result.error);
      return result;
    } finally {
      this.#end(run);
    }
  }

  /** Resolves when the download has ended. What came is kept. */
  async stop(key: string): Promise<void> {
    this.#runs.get(key)?.stop();
    await this.#outcomes.get(key);
  }

  stopAll(): void {
    for (const run of this.#runs.values()) run.stop();
  }

  /** Forgets failures: of these rows, or of all. */
  clear(keys: readonly string[] = [...this.#failed.keys()]): void {
    for (const key of keys) if (this.#failed.delete(key)) this.#dirty.add(key);
    this.#flush();
  }

  /** Forgets what was refused for want of evidence: the settings that demand it, or the keys that count, are others now. */
  clearRefusals(): void {
    this.clear([...this.#failed].flatMap(([key, error]) => (isEngineError(error, 'untrusted') ? [key] : [])));
  }

  #startOne(asset: Asset, options: StartOptions): Promise<Outcome> {
    const key = recordKey(asset);
    const running = this.#outcomes.get(key);
    // Who fixed a digest gets an answer of its own: the engine keeps the two apart and still fetches once.
    if (running && !options.pin) return settleEarly(running, asset, options.signal);
    const first = { phase: 'transfer', receivedBytes: 0, sizeBytes: asset.sizeBytes, resumedAtBytes: 0 } as const;
    const run = this.#begin({ key, name: asset.name, kind: 'download', first });
    const outcome = this.#download(run, asset, options).finally(() => {
      if (this.#outcomes.get(key) === outcome) this.#outcomes.delete(key);
    });
    this.#outcomes.set(key, outcome);
    return outcome;
  }

  async #download(run: Run, asset: Asset, { signal, pin }: StartOptions): Promise<Outcome> {
    const options = {
      signal: AbortSignal.any([run.signal, ...(signal ? [signal] : [])]),
      onProgress: run.note.bind(run),
      ...(pin && { pin }),
    };
    try {
      const engine = this.#options.engine.get();
      return { asset, state: 'done', found: await engine.download(asset, options) };
    } catch (error) {
      if (options.signal.aborted || isCancelled(error)) return { asset, state: 'cancelled' };
      this.#failed.set(run.key, error);
      return { asset, state: 'failed', error };
    } finally {
      this.#end(run);
    }
  }

  #begin(subject: ConstructorParameters<typeof Run>[0]): Run {
    const run = new Run(subject, this.#options.clock);
    if (this.#runs.size === 0) this.#startedCount = this.#endedCount = 0;
    if (run.kind === 'download') this.#startedCount += 1;
    this.#runs.set(run.key, run);
    this.#failed.delete(run.key);
    this.#dirty.add(run.key);
    this.#stopTicking ??= this.#options.clock.after(TICK_MS, () => this.#tick());
    return run;
  }

  #end(run: Run): void {
    if (run.kind === 'download') this.#endedCount += 1;
    if (this.#runs.get(run.key) === run) this.#runs.delete(run.key);
    this.#dirty.add(run.key);
    if (this.#runs.size > 0) return;
    this.#stopTicking?.();
    this.#stopTicking = undefined;
    this.#flush();
  }

  #tick(): void {
    this.#stopTicking = this.#options.clock.after(TICK_MS, () => this.#tick());
    for (const [key, run] of this.#runs) {
      run.sample();
      this.#dirty.add(key);
    }
    this.#flush();
  }

  #flush(): void {
    if (this.#dirty.size === 0) return;
    const keys = [...this.#dirty];
    this.#dirty.clear();
    this.#options.changed.fire(keys);
  }

  dispose(): void {
    this.stopAll();
    this.#stopTicking?.();
    this.#options.changed.dispose();
  }
}

/** The outcome of a run that somebody else started; an abort ends only the waiting. */
function settleEarly(running: Promise<Outcome>, asset: Asset, signal: AbortSignal | undefined): Promise<Outcome> {
  if (!signal) return running;
  if (signal.aborted) return Promise.resolve({ asset, state: 'cancelled' });
  return new Promise((resolve) => {
    const leave = (): void => resolve({ asset, state: 'cancelled' });
    signal.addEventListener('abort', leave, { once: true });
    void running.then((outcome) => {
      signal.removeEventListener('abort', leave);
      resolve(outcome);
    });
  });
}
