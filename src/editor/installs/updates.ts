import type * as vscode from 'vscode';
import { isEngineError } from '../../engine/index.ts';
import type { Clock, Engine, Log, SkippedVersion } from '../../engine/index.ts';
import type { Followed } from './followed.ts';

const DAY_MS = 24 * 60 * 60_000;
const STATE = 'installs.updates';

interface Results {
  /** Milliseconds since the epoch. */
  readonly checkedAt: number;
  /** The newest version by row, if newer than the one it was compared with. */
  readonly newer: Readonly<Record<string, string>>;
}

const NEVER: Results = { checkedAt: 0, newer: {} };

interface NamedSkippedVersion extends SkippedVersion {
  /** The tool's name. */
  readonly name: string;
}

interface UpdatesOptions {
  readonly engine: { get(): Pick<Engine, 'newer'> };
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Pick<Log, 'warn'>;
  /** Where the answers are kept; they may be lost. */
  readonly state: Pick<vscode.Memento, 'get' | 'update'>;
  /** A new `vscode.EventEmitter`, disposed with this object. */
  readonly changed: Pick<vscode.EventEmitter<void>, 'event' | 'fire' | 'dispose'>;
}

/** Which installed things have a newer version. Shows nothing to the user. */
export class Updates implements vscode.Disposable {
  readonly #options: UpdatesOptions;
  #running: Promise<readonly unknown[]> | undefined;
  #skipped: readonly NamedSkippedVersion[] = [];
  readonly onDidChange: vscode.Event<void>;

  constructor(options: UpdatesOptions) {
    this.#options = options;
    this.onDidChange = options.changed.event;
  }

  /** The newer version found last time, unless it has been installed since. */
  newer(id: string, installed: readonly string[]): string | undefined {
    const found = this.#last.newer[id];
    return found !== undefined && installed.includes(found) ? undefined : found;
  }

  /** The version this window found last time and skipped because it was too new. */
  get skipped(): readonly NamedSkippedVersion[] {
    return this.#skipped;
  }

  /** Asks at most once a day, successful or not. Never rejects. */
  async checkDaily(all: readonly Followed[]): Promise<void> {
    const sinceMs = this.#options.clock.now() - this.#last.checkedAt;
    // A clock that was set back must not postpone it for ever.
    if (all.length === 0 || (sinceMs >= 0 && sinceMs < DAY_MS)) return;
    await this.check(all).catch((error: unknown) => this.#options.log.warn(`looking for updates: ${String(error)}`));
  }

  /** Looks up the versions of each. Returns the failures; earlier results of those that failed stay. */
  check(all: readonly Followed[], signal?: AbortSignal): Promise<readonly unknown[]> {
    this.#running ??= this.#check(all, signal).finally(() => (this.#running = undefined));
    return this.#running;
  }

  async #check(all: readonly Followed[], signal?: AbortSignal): Promise<readonly unknown[]> {
    const { engine, clock, log, state, changed } = this.#options;
    const results = await engine.get().newer(all, { signal });
    const newer: Record<string, string> = {};
    const failures: unknown[] = [];
    const skipped: NamedSkippedVersion[] = [];
    for (const [index, result] of results.entries()) {
      const { id = '', name = '' } = all[index] ?? {};
      if (result.ok) {
        if (result.newer !== undefined) newer[id] = result.newer;
        skipped.push(...result.skipped.map((one) => ({ ...one, name })));
        continue;
      }
      // Results from an instance that was removed are no longer of use.
      const before = isEngineError(result.error, 'unknownInstance') ? undefined : this.#last.newer[id];
      if (before !== undefined) newer[id] = before;
      log.warn(`looking for a newer ${name}: ${String(result.error)}`);
      failures.push(result.error);
    }
    this.#skipped = skipped;
    await state.update(STATE, { checkedAt: clock.now(), newer } satisfies Results);
    changed.fire();
    return failures;
  }

  get #last(): Results {
    return this.#options.state.get<Results>(STATE) ?? NEVER;
  }

  dispose(): void {
    this.#options.changed.dispose();
  }
}
