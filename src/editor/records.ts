import type * as vscode from 'vscode';
import type { AssetRecord, PartialDownload, RecordList } from '../engine/index.ts';
import { CacheWatch } from './cacheWatch.ts';
import type { WatchDirectory } from './cacheWatch.ts';
import type { EngineService } from './engineService.ts';
import { logFailureOf } from './inBackground.ts';
import type { Services } from './services.ts';

/** Changes come in bursts, from this window and from others. */
const SETTLE_MS = 150;

export interface RecordsOptions extends Pick<Services, 'log'> {
  readonly engine: Pick<EngineService, 'get' | 'directory' | 'onDidRebuild'>;
  /** A new `vscode.EventEmitter`, disposed with this object. */
  readonly changed: Pick<vscode.EventEmitter<readonly string[]>, 'event' | 'fire' | 'dispose'>;
  readonly watchDirectory?: WatchDirectory | undefined;
}

/**
 * What is on disk, whole and partial files, as the views show it: a copy in memory that follows the downloads of this window
 * and others. It may lag a little; whoever acts on a record asks the engine.
 */
export class Records implements vscode.Disposable {
  readonly #options: RecordsOptions;
  readonly #subscription: vscode.Disposable;
  #records = new Map<string, AssetRecord>();
  #partials = new Map<string, PartialDownload>();
  #lost: Pick<RecordList, 'foreign' | 'unreadable'> = { foreign: [], unreadable: [] };
  /** The open watch; `undefined` before the first view is shown, and after disposal. */
  #watch: CacheWatch | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** How many reads have started, and the last one whose result counted. */
  #looks = 0;
  #lastLook = 0;
  /** Fires the keys of files that changed or are gone. */
  readonly onDidChange: vscode.Event<readonly string[]>;

  constructor(options: RecordsOptions) {
    this.#options = options;
    this.onDidChange = options.changed.event;
    this.#subscription = options.engine.onDidRebuild(() => {
      if (this.#watch) logFailureOf(options.log, this.#follow());
    });
  }

  get(key: string): AssetRecord | undefined {
    return this.#records.get(key);
  }

  /** What could not be read at the last read. */
  get lost(): Pick<RecordList, 'foreign' | 'unreadable'> {
    return this.#lost;
  }

  list(): readonly AssetRecord[] {
    return [...this.#records.values()];
  }

  /** The partial file of a record key, if there is one. */
  partial(key: string): PartialDownload | undefined {
    return this.#partials.get(key);
  }

  listPartials(): readonly PartialDownload[] {
    return [...this.#partials.values()];
  }

  /** Begins to follow the disk; called by the first view that is shown. */
  async start(): Promise<void> {
    if (!this.#watch) await this.#follow();
  }

  /** Reads the directory again. @throws EngineError `storage` */
  async refresh(): Promise<void> {
    const look = (this.#looks += 1);
    const { cache } = this.#options.engine.get();
    const [{ records, ...lost }, partials] = await Promise.all([cache.records(), cache.partials()]);
    // A read that began later has already reported.
    if (look < this.#lastLook) return;
    this.#lastLook = look;
    this.#lost = lost;
    const before = [this.#records, this.#partials] as const;
    this.#records = new Map(records.map((record) => [record.key, record]));
    this.#partials = new Map(partials.map((partial) => [partial.key, partial]));
    const changed = new Set([
      ...changedKeys(before[0], this.#records, shownOfRecord),
      ...changedKeys(before[1], this.#partials, shownOfPartial),
    ]);
    if (changed.size > 0) this.#options.changed.fire([...changed]);
  }

  async #follow(): Promise<void> {
    this.#close();
    const { engine, watchDirectory } = this.#options;
    const { cache } = engine.get();
    const watch = new CacheWatch({ cache, directory: engine.directory, onChange: () => this.#soon(), watchDirectory });
    this.#watch = watch;
    // An unusable directory is reported by whoever needs it.
    await watch.open().catch(() => undefined);
    if (this.#watch === watch) await this.refresh().catch(() => undefined);
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.refresh().catch(() => undefined);
    }, SETTLE_MS);
  }

  #close(): void {
    this.#watch?.close();
    this.#watch = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#close();
    this.#options.changed.dispose();
  }
}

/** Keys that are in only one of the two, or differ in something that a row shows. */
function changedKeys<T>(
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
  shown: (one: T) => readonly unknown[],
): readonly string[] {
  const fingerprint = (one: T | undefined): string => (one === undefined ? '' : JSON.stringify(shown(one)));
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].filter((key) => fingerprint(before.get(key)) !== fingerprint(after.get(key)));
}

function shownOfRecord({ sha256, upstreamId, kept, usedAt, evidence, absence }: AssetRecord): readonly unknown[] {
  return [sha256, upstreamId, kept, usedAt, evidence, absence];
}

function shownOfPartial({ asset, receivedBytes, sizeBytes, updatedAt }: PartialDownload): readonly unknown[] {
  return [asset.upstreamId, receivedBytes, sizeBytes, updatedAt];
}
