import { watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { AssetRecord } from '../engine/index.ts';
import type { EngineService } from './engineService.ts';

/** Changes come in bursts, from this window and from others. */
const SETTLE_MS = 150;

/**
 * What is on disk, as the views show it: a copy in memory that follows this window's downloads and, by watching the
 * directory, those of other windows. It may be a moment behind; whoever acts on a record asks the engine.
 */
export class Records implements vscode.Disposable {
  readonly #engine: EngineService;
  readonly #changed = new vscode.EventEmitter<readonly string[]>();
  readonly #subscription: vscode.Disposable;
  #records = new Map<string, AssetRecord>();
  #unlisten: () => void = () => undefined;
  #watcher: FSWatcher | undefined;
  #timer: NodeJS.Timeout | undefined;
  #started = false;
  /** Fires the keys of the records that are new, other or gone. */
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

  /** Begins to follow the disk; the first view that is shown calls it. */
  async start(): Promise<void> {
    if (this.#started) return;
    this.#started = true;
    await this.#restart();
  }

  /** Reads the directory again. @throws EngineError `storage` */
  async refresh(): Promise<void> {
    const engine = await this.#engine.get();
    const before = this.#records;
    this.#records = new Map((await engine.cache.list()).map((record) => [record.key, record]));
    const keys = new Set([...before.keys(), ...this.#records.keys()]);
    const changed = [...keys].filter((key) => !same(before.get(key), this.#records.get(key)));
    if (changed.length > 0) this.#changed.fire(changed);
  }

  async #restart(): Promise<void> {
    this.#stop();
    try {
      const engine = await this.#engine.get();
      this.#unlisten = engine.cache.onDidChange(() => this.#soon());
      // Makes the directory that is to be watched.
      await engine.cache.list();
      // Without a watch (some network file systems have none) only this window's own changes are followed.
      this.#watcher = watch(join(this.#engine.directory, 'cache-v1', 'state'), { persistent: false }, () =>
        this.#soon(),
      );
      this.#watcher.on('error', () => undefined);
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
    this.#watcher?.close();
    this.#watcher = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  dispose(): void {
    this.#stop();
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}

/** Whether nothing differs that a row shows. */
function same(left: AssetRecord | undefined, right: AssetRecord | undefined): boolean {
  if (!left || !right) return left === right;
  const shown = ({ sha256, upstreamId, pinned, usedAt, evidence }: AssetRecord): string =>
    JSON.stringify([sha256, upstreamId, pinned, usedAt, evidence]);
  return shown(left) === shown(right);
}
