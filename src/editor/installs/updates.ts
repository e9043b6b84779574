import type * as vscode from 'vscode';
import { isEngineError, newerVersion, placeName, scopeId } from '../../engine/index.ts';
import type { Clock, Engine, Log, KnownVersion } from '../../engine/index.ts';
import { isCancelled } from '../../words/describeError.ts';
import type { Followed } from './followed.ts';

const DAY_MS = 24 * 60 * 60_000;
const STATE = 'installs.updates';

interface Kept {
  /** Milliseconds since the epoch. */
  readonly checkedAt: number;
  /** The newest version by row, where that is newer than the one it was compared with. */
  readonly newer: Readonly<Record<string, string>>;
}

const NEVER: Kept = { checkedAt: 0, newer: {} };

export interface UpdatesOptions {
  readonly engine: { get(): Pick<Engine, 'client'> };
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Pick<Log, 'warn'>;
  /** Where the answers are kept; they may be lost. */
  readonly state: Pick<vscode.Memento, 'get' | 'update'>;
  /** A new `vscode.EventEmitter`, which goes with this object. */
  readonly changed: Pick<vscode.EventEmitter<void>, 'event' | 'fire' | 'dispose'>;
}

/** Of what there is a newer version than the installed one. Says nothing to people. */
export class Updates implements vscode.Disposable {
  readonly #options: UpdatesOptions;
  #running: Promise<readonly unknown[]> | undefined;
  readonly onDidChange: vscode.Event<void>;

  constructor(options: UpdatesOptions) {
    this.#options = options;
    this.onDidChange = options.changed.event;
  }

  /** The newer version that was found the last time, unless it is installed by now. */
  newer(id: string, installed: readonly string[]): string | undefined {
    const found = this.#kept.newer[id];
    return found !== undefined && installed.includes(found) ? undefined : found;
  }

  /** Asks at most once a day, whether that succeeds or not. Never rejects. */
  async checkDaily(all: readonly Followed[]): Promise<void> {
    const sinceMs = this.#options.clock.now() - this.#kept.checkedAt;
    // A clock that was set back must not put it off for ever.
    if (all.length === 0 || (sinceMs >= 0 && sinceMs < DAY_MS)) return;
    await this.check(all).catch((error: unknown) => this.#options.log.warn(`looking for updates: ${String(error)}`));
  }

  /** Asks for the versions of each. Gives the failures; what was known of those that failed stays. */
  check(all: readonly Followed[], signal?: AbortSignal): Promise<readonly unknown[]> {
    this.#running ??= this.#check(all, signal).finally(() => (this.#running = undefined));
    return this.#running;
  }

  async #check(all: readonly Followed[], signal?: AbortSignal): Promise<readonly unknown[]> {
    const { engine, clock, log, state, changed } = this.#options;
    const client = engine.get();
    const asked = new Map<string, Promise<readonly KnownVersion[]>>();
    const newer: Record<string, string> = {};
    const failures: unknown[] = [];
    for (const followed of all) {
      const { id, name, version } = followed;
      const scope = scopeId(followed.instance, followed.source);
      const versions = asked.get(scope) ?? versionsOf(client, followed, signal);
      asked.set(scope, versions);
      try {
        const found = newerVersion(version, await versions, {
          tool: name,
          names: [placeName(followed.source)],
        })?.version;
        if (found !== undefined) newer[id] = found;
      } catch (error) {
        if (isCancelled(error)) throw error;
        // What was found can be had no more from an instance that was removed.
        const before = isEngineError(error, 'unknownInstance') ? undefined : this.#kept.newer[id];
        if (before !== undefined) newer[id] = before;
        log.warn(`looking for a newer ${name}: ${String(error)}`);
        failures.push(error);
      }
    }
    await state.update(STATE, { checkedAt: clock.now(), newer } satisfies Kept);
    changed.fire();
    return failures;
  }

  get #kept(): Kept {
    return this.#options.state.get<Kept>(STATE) ?? NEVER;
  }

  dispose(): void {
    this.#options.changed.dispose();
  }
}

/** The newest page of releases, or all versions of a package. */
async function versionsOf(
  engine: Pick<Engine, 'client'>,
  { instance, source }: Followed,
  signal: AbortSignal | undefined,
): Promise<readonly KnownVersion[]> {
  const client = engine.client(instance);
  const options = signal ? { signal } : {};
  if (source.kind === 'release') return (await client.releases(source, options)).items;
  const [found] = await client.packages(source.owner, { ...options, query: source.package });
  return found?.versions ?? [];
}
