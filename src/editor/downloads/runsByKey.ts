import type { DownloadState, Run } from './downloadRun.ts';

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
