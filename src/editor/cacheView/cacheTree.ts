import * as vscode from 'vscode';
import { sourceName, systemClock } from '../../engine/index.ts';
import { describeError } from '../../words/describeError.ts';
import { plain } from '../../words/format.ts';
import { DrawnRows, everyMinute } from '../ageing.ts';
import type { NodeView } from '../tree/nodeView.ts';
import { VIEWS } from '../ids.ts';
import type { Services } from '../services.ts';
import { recordLines, partialTooltip } from '../tree/tooltipLines.ts';
import type { Tooltip } from '../tree/tooltipLines.ts';
import { withTooltip } from '../ui/tooltip.ts';
import { toTreeItem } from '../ui/treeItem.ts';
import { View } from '../ui/view.ts';
import type { CacheNode } from './cacheNodes.ts';
import { usageOf, viewOfCache } from './cacheNodeView.ts';
import type { FilesOnDisk } from './cacheNodes.ts';
import { fileNodes, groupByInstance, groupByVersion, labelsOf, partialId, sizeOnDisk } from './groupRecords.ts';
import { t } from '../../words/translate.ts';
import { unreadableFilesSentence } from '../../words/unreadableFilesWords.ts';

type Parts = Pick<Services, 'settings' | 'instances' | 'engine' | 'records' | 'downloads'>;

/**
 * What is on disk: instances, versions and files, the most recently used first. Follows changes by this window and others.
 */
export class CacheTree implements vscode.TreeDataProvider<CacheNode>, vscode.Disposable {
  readonly #parts: Parts;
  readonly #view: View<CacheNode>;
  readonly #changed = new vscode.EventEmitter<CacheNode[] | undefined>();
  readonly #subscriptions: readonly { dispose(): void }[];
  readonly #drawn = new DrawnRows<CacheNode>();
  /** Rows by id, because the editor knows them by object identity. */
  #nodes = new Map<string, CacheNode>();
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(parts: Parts) {
    this.#parts = parts;
    const { settings, records, downloads, engine } = parts;
    this.#view = new View(VIEWS.cache, {
      treeDataProvider: this,
      canSelectMany: true,
      showCollapseAll: true,
    });
    const redraw = (): void => this.#redraw();
    this.#subscriptions = [
      records.onDidChange(redraw),
      settings.onDidChange(redraw),
      engine.onDidRebuild(redraw),
      everyMinute(this.#view.sight, systemClock, () => {
        const aged = this.#drawn.outdated(this.#nodes.values(), (node) => this.#viewOf(node));
        if (aged.length > 0) this.#changed.fire(aged);
      }),
      downloads.onDidChange((keys) => this.#fireFiles(keys)),
    ];
  }

  get selection(): readonly CacheNode[] {
    return this.#view.selection;
  }

  /** See `View.chosenAt`. */
  get chosenAt(): number {
    return this.#view.chosenAt;
  }

  /** The selected rows, even while they are drawn again. */
  selected(): Promise<readonly CacheNode[]> {
    return this.#view.selected();
  }

  getTreeItem(node: CacheNode): vscode.TreeItem {
    return toTreeItem(node.id, this.#drawn.note(node, this.#viewOf(node)));
  }

  #viewOf(node: CacheNode): NodeView {
    const { instances, downloads, settings } = this.#parts;
    return viewOfCache(node, {
      now: Date.now(),
      fileNames: settings.current.fileNames,
      nameOf: (base) => instances.nameOf(base),
      isConfigured: (base) => instances.get(base) !== undefined,
      download: (key) => downloads.state(key),
    });
  }

  resolveTreeItem(item: vscode.TreeItem, node: CacheNode): vscode.TreeItem {
    return withTooltip(item, this.#tooltipOf(node));
  }

  getParent(node: CacheNode): CacheNode | undefined {
    return 'parent' in node ? node.parent : undefined;
  }

  async getChildren(node?: CacheNode): Promise<CacheNode[]> {
    if (!node) await this.#read();
    return (await this.#childrenOf(node)).map((fresh) => this.#keep(fresh));
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#view.dispose();
    this.#changed.dispose();
  }

  #tooltipOf(node: CacheNode): Tooltip {
    switch (node.kind) {
      case 'cacheInstance':
        return { title: node.instance, lines: [] };
      case 'cacheVersion':
        return { title: plain(`${sourceName(node.source)} ${node.version}`, 1000), lines: [] };
      case 'cachePartial':
        return partialTooltip(node.partial);
      case 'cacheFile': {
        const { record } = node;
        const { cache } = this.#parts.engine.get();
        const from = t('From {0} {1} on {2}', plain(sourceName(record.source)), plain(record.version), record.instance);
        return { title: plain(record.name, 1000), lines: [cache.pathOf(record), ...recordLines(record), from] };
      }
    }
  }

  /** An unreadable directory or file is reported in the view; it does not look like an empty cache. */
  async #read(): Promise<void> {
    const { records } = this.#parts;
    await records.start();
    const trouble = await records.refresh().then(
      () => unreadableFilesSentence(records.lost),
      (error: unknown) => describeError(error).message,
    );
    this.#view.say(trouble);
    this.#describe();
  }

  async #childrenOf(node: CacheNode | undefined): Promise<readonly CacheNode[]> {
    switch (node?.kind) {
      case undefined:
        return groupByInstance(this.#onDisk());
      case 'cacheInstance':
        return groupByVersion(node);
      case 'cacheVersion':
        return fileNodes(node, await labelsOf(node));
      case 'cacheFile':
      case 'cachePartial':
        return [];
    }
  }

  #keep(fresh: CacheNode): CacheNode {
    const known = this.#nodes.get(fresh.id);
    if (known) return Object.assign(known, fresh);
    this.#nodes.set(fresh.id, fresh);
    return fresh;
  }

  /** Redraws everything, as sums and order depend on all rows and drawing them costs no request. */
  #redraw(): void {
    const { records, partials } = this.#onDisk();
    const left = new Set([...records.map(({ key }) => key), ...partials.map(({ key }) => partialId(key))]);
    const isLeft = (node: CacheNode): boolean =>
      'records' in node
        ? node.records.some(({ key }) => left.has(key)) || node.partials.some(({ key }) => left.has(partialId(key)))
        : left.has(node.id);
    this.#nodes = new Map([...this.#nodes].filter(([, node]) => isLeft(node)));
    this.#describe();
    this.#changed.fire(undefined);
  }

  #fireFiles(keys: readonly string[]): void {
    const ids = keys.flatMap((key) => [key, partialId(key)]);
    const files = ids.map((id) => this.#nodes.get(id)).filter((node) => node !== undefined);
    if (files.length > 0) this.#changed.fire(files);
  }

  /** `3.2 of 10.0 GB` */
  #describe(): void {
    const { settings } = this.#parts;
    this.#view.describe(usageOf(sizeOnDisk(this.#onDisk()), settings.current.cacheMaxSizeBytes));
  }

  #onDisk(): FilesOnDisk {
    const { records } = this.#parts;
    return { records: records.list(), partials: records.listPartials() };
  }
}
