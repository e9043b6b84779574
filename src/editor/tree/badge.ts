import type * as vscode from 'vscode';
import type { DownloadState } from '../downloads/downloadRun.ts';
import { isFault } from '../../words/describeError.ts';

import { plural } from '../../words/translate.ts';

/** The number on the view's icon: running downloads, or else failed ones. */
export class DownloadTally {
  readonly #active = new Set<string>();
  readonly #failed = new Set<string>();

  note(key: string, state: DownloadState | undefined): void {
    this.#active.delete(key);
    this.#failed.delete(key);
    if (!state) return;
    if (state.phase !== 'failed') this.#active.add(key);
    else if (isFault(state.error)) this.#failed.add(key);
  }

  get badge(): vscode.ViewBadge | undefined {
    const { size: active } = this.#active;
    const { size: failed } = this.#failed;
    if (active > 0) return { value: active, tooltip: plural(active, 'Downloading {0} file', 'Downloading {0} files') };
    return failed > 0 ? { value: failed, tooltip: plural(failed, '{0} file failed', '{0} files failed') } : undefined;
  }
}
