import { watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { AssetRecord, IdlePartial } from '../engine/index.ts';
import type { EngineService } from './engineService.ts';

/** Changes come in bursts, from this window and from others. */
const SETTLE_MS = 150;

/**
 * What is on disk, whole files and downloads that stopped, as the views show it: a copy in memory that follows this window's downloads and, by watching the
 * directory, those of other windows. It may be a moment behind; whoever acts on a record asks the engine.
 */
export class Records implements vscode.Disposable {
  readonly #engine: EngineService;
  readonly #changed = new vscode.EventEmitter<readonly string[]>();
  readonly #subscription: vscode.Disposable;
  #records = new Map<string, AssetRecord>();
  #stopped = new Map<string, IdlePartial>();
  #unlisten: () => void = () => undefined;
  #watchers: readonly FSWatcher[] = [];
  #timer: NodeJS.Timeout | undefined;
  #started = false;
  /** Fires the keys of the files of which something is new, other or gone. */
  readonly onDidChange = this.#changed.event;

  constructor(engine: EngineService) {
    this.#engine = engine;
    this.#subscription = engine.onDidRebuild(() => {
      if (this.#started) void this.#restart();
    });
  }

  get(key: string): AssetRecord | undefined {
    return this.#records.get(key);
  }

  list(): readonly AssetRecord[] {
    return [...this.#records.values()];
  }

  /** What came of a download of this file that stopped. */
  stopped(key: string): IdlePartial | undefined {
    return this.#stopped.get(key);
  }

  listStopped(): readonly IdlePartial[] {
    return [...this.#stopped.values()];
  }

  /** Begins to follow the disk; the first view that is shown calls it. */
  async start(): Promise<void> {
    if (this.#started) return;
    this.#started = true;
    await this.#restart();
  }

  /** Reads the directory again. @throws EngineError `storage` */
  async refresh(): Promise<void> {
    const { cache } = this.#engine.get();
    const [records, stopped] = await Promise.all([cache.list(), cache.partials()]);
    const before = [this.#records, this.#stopped] as const;
    this.#records = new Map(records.map((record) => [record.key, record]));
    this.#stopped = new Map(stopped.map((partial) => [partial.key, partial]));
    const changed = new Set([
      ...changedKeys(before[0], this.#records, shownOfRecord),
      ...changedKeys(before[1], this.#stopped, shownOfStopped),
    ]);
    if (changed.size > 0) this.#changed.fire([...changed]);
  }

  async #restart(): Promise<void> {
    this.#stop();
    try {
      const engine = this.#engine.get();
      this.#unlisten = engine.cache.onDidChange(() => this.#soon());
      // Makes the directory that is to be watched.
      await engine.cache.list();
      const root = join(this.#engine.directory, 'cache-v1');
      await mkdir(join(root, 'partials'), { recursive: true, mode: 0o700 });
      // Without a watch (some network file systems have none) only this window's own changes are followed.
      this.#watchers = [
        watch(join(root, 'state'), { persistent: false }, () => this.#soon()),
        // The bytes that come in are none of its business; that a description comes, changes hands or goes is.
        watch(join(root, 'partials'), { persistent: false }, (event, name) => {
          if (event === 'rename' && (name?.endsWith('.json') ?? true)) this.#soon();
        }),
      ];
      for (const watcher of this.#watchers) watcher.on('error', () => undefined);
    } catch {
      // A directory that cannot be used is said by whoever needs it.
    }
    await this.refresh().catch(() => undefined);
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.refresh().catch(() => undefined);
    }, SETTLE_MS);
  }

  #stop(): void {
    this.#unlisten();
    this.#unlisten = () => undefined;
    for (const watcher of this.#watchers) watcher.close();
    this.#watchers = [];
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  dispose(): void {
    this.#stop();
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}

/** Of which something differs that a row shows, or that are in one only. */
function changedKeys<T>(
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
  shown: (one: T) => readonly unknown[],
): readonly string[] {
  const fingerprint = (one: T | undefined): string => (one === undefined ? '' : JSON.stringify(shown(one)));
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].filter((key) => fingerprint(before.get(key)) !== fingerprint(after.get(key)));
}

function shownOfRecord({ sha256, upstreamId, pinned, usedAt, evidence }: AssetRecord): readonly unknown[] {
  return [sha256, upstreamId, pinned, usedAt, evidence];
}

function shownOfStopped({ asset, receivedBytes, sizeBytes, updatedAt }: IdlePartial): readonly unknown[] {
  return [asset.upstreamId, receivedBytes, sizeBytes, updatedAt];
}
