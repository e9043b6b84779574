import { createHash } from 'node:crypto';
import type * as vscode from 'vscode';
import { formatLock } from '../../engine/index.ts';
import type { Lock } from '../../engine/index.ts';

const OFFERED = 'restoreOffered';
const FORGOTTEN = 'environmentsForgotten';
const MAX_KEPT = 50;

/** What the user was asked and has decided about the locks of this workspace. */
export class ProjectMemory {
  readonly #state: Pick<vscode.Memento, 'get' | 'update'>;

  constructor(state: Pick<vscode.Memento, 'get' | 'update'>) {
    this.#state = state;
  }

  isOffered(directory: string, lock: Lock): boolean {
    return this.#list(OFFERED).includes(keyOfLock(directory, lock));
  }

  /** Notes that the user was asked about restoring a lock, or restores it without being asked. */
  async noteOffered(directory: string, lock: Lock): Promise<void> {
    await this.#add(OFFERED, keyOfLock(directory, lock));
  }

  /** Whether the user has forgotten the environment of a folder, and not restored its tools since. */
  isForgotten(directory: string): boolean {
    return this.#list(FORGOTTEN).includes(directory);
  }

  async noteForgotten(directory: string): Promise<void> {
    await this.#add(FORGOTTEN, directory);
  }

  async noteRestored(directory: string): Promise<void> {
    if (!this.isForgotten(directory)) return;
    await this.#state.update(
      FORGOTTEN,
      this.#list(FORGOTTEN).filter((one) => one !== directory),
    );
  }

  #list(key: string): readonly string[] {
    return this.#state.get<readonly string[]>(key) ?? [];
  }

  async #add(key: string, value: string): Promise<void> {
    const before = this.#list(key);
    if (!before.includes(value)) await this.#state.update(key, [...before, value].slice(-MAX_KEPT));
  }
}

function keyOfLock(directory: string, lock: Lock): string {
  return createHash('sha256')
    .update(JSON.stringify([directory, formatLock(lock)]))
    .digest('hex');
}
