import type * as vscode from 'vscode';
import { isEngineError, recordKey } from '../../engine/index.ts';
import type { Asset, AssetRecord, CachedAsset, Clock, ObtainOptions, Verified } from '../../engine/index.ts';
import { isCancelled } from '../../words/describeError.ts';
import type { EngineService } from '../engineService.ts';
import { Run, RunsByKey, SharedRun } from './downloadRun.ts';
import type { DownloadState } from './downloadRun.ts';

/** Often enough to look alive, rarely enough to read. */
const TICK_MS = 250;

export interface DownloadsOptions {
  readonly engine: Pick<EngineService, 'get'>;
  readonly clock: Clock;
  /** A new `vscode.EventEmitter`, disposed with this object. */
  readonly changed: Pick<vscode.EventEmitter<readonly string[]>, 'event' | 'fire' | 'dispose'>;
}

/** Aborting ends only this call's wait. The download itself ends when the last caller has stopped waiting. */
export type StartOptions = Omit<ObtainOptions, 'onProgress'>;
type How = Omit<StartOptions, 'signal'>;

/** How it ended for one file. */
export type DownloadOutcome = { readonly asset: Asset } & (
  | { readonly state: 'done'; readonly found: CachedAsset }
  | { readonly state: 'failed'; readonly error: unknown }
  | { readonly state: 'cancelled' }
);

export interface ActiveDownload {
  readonly key: string;
  readonly name: string;
  readonly state: DownloadState;
}

/** A batch: all downloads from the first that starts while none runs, to the end of the last. */
export interface Tally {
  readonly endedCount: number;
  readonly startedCount: number;
  /** Sum over the running transfers; `undefined` until it can be measured. */
  readonly bytesPerSecond: number | undefined;
}

/**
 * What happens to files now, by record key. A failure stays until the next attempt or until it is cleared. Shows nothing to
 * the user.
 */
export class Downloads implements vscode.Disposable {
  readonly #options: DownloadsOptions;
  readonly #runs = new RunsByKey();
  /** Downloads that further callers may join. */
  readonly #shared = new Map<string, SharedRun<DownloadOutcome>>();
  readonly #failed = new Map<string, unknown>();
  readonly #dirty = new Set<string>();
  #stopTicking: (() => void) | undefined;
  #startedCount = 0;
  #endedCount = 0;
  /** Fires the record keys of rows whose text changed, about four times a second. */
  readonly onDidChange: vscode.Event<readonly string[]>;

  constructor(options: DownloadsOptions) {
    this.#options = options;
    this.onDidChange = options.changed.event;
  }

  state(key: string): DownloadState | undefined {
    const state = this.#runs.state(key);
    if (state) return state;
    return this.#failed.has(key) ? { phase: 'failed', error: this.#failed.get(key) } : undefined;
  }

  /** Files that are downloading or waiting, in the order of their start. */
  get active(): readonly ActiveDownload[] {
    return this.#runs.downloads();
  }

  get tally(): Tally {
    const rates = this.active.flatMap(({ state }) =>
      state.phase === 'transfer' && state.bytesPerSecond !== undefined ? [state.bytesPerSecond] : [],
    );
    const bytesPerSecond = rates.length > 0 ? rates.reduce((sum, rate) => sum + rate, 0) : undefined;
    return { endedCount: this.#endedCount, startedCount: this.#startedCount, bytesPerSecond };
  }

  /** Downloads the files, joining downloads that already run. An abort is an outcome of this call only. Never rejects. */
  start(assets: readonly Asset[], options: StartOptions = {}): Promise<readonly DownloadOutcome[]> {
    return Promise.all(assets.map((asset) => this.#startOne(asset, options)));
  }

  /**
   * Reads a file on disk again, with progress on its row. A changed file stays marked as failed, with both digests. Rejects
   * with the reason of the abort, and with `storage`.
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

  /** Stops everything that is being done with a file, whoever asked for it. Keeps the part received. */
  stop(key: string): void {
    for (const run of this.#runs.of(key)) run.stop();
  }

  /** Resolves when everything that is being done with a file now has ended. */
  async whenEnded(key: string): Promise<void> {
    await Promise.all(this.#runs.of(key).map(({ ended }) => ended));
  }

  stopAll(): void {
    for (const run of this.#runs.all()) run.stop();
  }

  /** Forgets failures: of these rows, or of all. */
  clear(keys: readonly string[] = [...this.#failed.keys()]): void {
    for (const key of keys) if (this.#failed.delete(key)) this.#dirty.add(key);
    this.#flush();
  }

  /** Forgets refusals for lack of evidence, after the settings that require it or the trusted keys have changed. */
  clearRefusals(): void {
    this.clear([...this.#failed].flatMap(([key, error]) => (isEngineError(error, 'untrusted') ? [key] : [])));
  }

  #startOne(asset: Asset, { signal, ...how }: StartOptions): Promise<DownloadOutcome> {
    const left = { asset, state: 'cancelled' } as const;
    if (signal?.aborted) return Promise.resolve(left);
    // A call that names a digest gets its own answer; the engine tells the calls apart and still fetches once.
    if (how.expected) return this.#launch(asset, how).join(signal, left);
    // So do calls that use a file and calls that only show it, as more may be shown than used.
    const sharing = `${how.toShow ? 'show' : 'use'} ${fileKey(asset)}`;
    const running = this.#shared.get(sharing);
    // A stopped run is about to end as cancelled, which a new caller did not ask for.
    const shared = running?.run.isOpen ? running : this.#launch(asset, how);
    this.#shared.set(sharing, shared);
    return shared.join(signal, left);
  }

  #launch(asset: Asset, how: How): SharedRun<DownloadOutcome> {
    const first = { phase: 'transfer', receivedBytes: 0, sizeBytes: asset.sizeBytes, resumedAtBytes: 0 } as const;
    const run = this.#begin({ key: recordKey(asset), name: asset.name, kind: 'download', first });
    return new SharedRun(run, this.#download(run, asset, how));
  }

  async #download(run: Run, asset: Asset, how: How): Promise<DownloadOutcome> {
    const { key, signal } = run;
    try {
      const options = { ...how, signal, onProgress: run.note.bind(run) };
      const found = await this.#options.engine.get().obtain(asset, options);
      // A new run replaces the failure of an earlier one.
      this.#failed.delete(key);
      return { asset, state: 'done', found };
    } catch (error) {
      if (signal.aborted || isCancelled(error)) return { asset, state: 'cancelled' };
      this.#failed.set(key, error);
      return { asset, state: 'failed', error };
    } finally {
      this.#end(run);
    }
  }

  #begin(subject: ConstructorParameters<typeof Run>[0]): Run {
    const run = new Run(subject, this.#options.clock);
    if (this.#runs.isEmpty) this.#startedCount = this.#endedCount = 0;
    if (run.kind === 'download' && !this.#runs.isDownloading(run.key)) this.#startedCount += 1;
    this.#runs.add(run);
    this.#failed.delete(run.key);
    this.#dirty.add(run.key);
    this.#stopTicking ??= this.#options.clock.after(TICK_MS, () => this.#tick());
    return run;
  }

  #end(run: Run): void {
    this.#runs.delete(run);
    for (const [sharing, shared] of this.#shared) if (shared.run === run) this.#shared.delete(sharing);
    if (run.kind === 'download' && !this.#runs.isDownloading(run.key)) this.#endedCount += 1;
    run.end();
    this.#dirty.add(run.key);
    if (!this.#runs.isEmpty) return;
    this.#stopTicking?.();
    this.#stopTicking = undefined;
    this.#flush();
  }

  #tick(): void {
    this.#stopTicking = this.#options.clock.after(TICK_MS, () => this.#tick());
    for (const run of this.#runs.all()) {
      run.sample();
      this.#dirty.add(run.key);
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

/** Distinguishes uploads and digests that share one record key. */
function fileKey(asset: Asset): string {
  const { upstreamId, digests } = asset;
  return JSON.stringify([recordKey(asset), upstreamId, digests]);
}
