import * as vscode from 'vscode';
import { systemClock } from '../../engine/index.ts';
import { DrawnRows, everyMinute } from '../ageing.ts';
import { describeError } from '../../words/describeError.ts';
import { unreadableSentence } from '../../words/damagedInstallWords.ts';
import { VIEWS } from '../ids.ts';
import { logFailureOf } from '../inBackground.ts';
import type { Services } from '../services.ts';
import { withTooltip } from '../ui/tooltip.ts';
import { toTreeItem } from '../ui/treeItem.ts';
import { View } from '../ui/view.ts';
import { onWindowFocus } from '../ui/windowFocus.ts';
import { followedOf } from './followed.ts';
import { groupExtensions, groupByTool, unreadableNodes, versionsOf } from './groupInstalled.ts';
import type { InstalledNode, UserNode } from './installedNodes.ts';
import type { UserToolsNode } from '../project/projectNodes.ts';
import { isProjectRow, projectId, projectNodes, toolNodesOf, userToolsNode } from '../project/projectNodes.ts';
import { tooltipOfInstalled, viewOfInstalled } from './installedView.ts';
import type { InstalledFacts } from './installedView.ts';

type Parts = Pick<
  Services,
  'projects' | 'instances' | 'settings' | 'engine' | 'installs' | 'updates' | 'extensions' | 'log'
>;

/**
 * What is installed: tools with their versions, and editor extensions. Looks for updates once a day, when the view is
 * visible.
 */
export class InstalledTree implements vscode.TreeDataProvider<InstalledNode>, vscode.Disposable {
  readonly #parts: Parts;
  readonly #view: View<InstalledNode>;
  readonly #changed = new vscode.EventEmitter<InstalledNode[] | undefined>();
  readonly #subscriptions: readonly { dispose(): void }[];
  readonly #drawn = new DrawnRows<InstalledNode>();
  /** True while a read builds the rows, whose own change events are ignored. */
  #isReading = false;
  /** Rows by id, because the editor knows them by object identity. */
  #nodes = new Map<string, InstalledNode>();
  /** The rows shown before the last read. */
  #kept: ReadonlyMap<string, InstalledNode> = new Map();
  /** What is installed, apart from folders; `undefined` if it cannot be read. */
  #own: readonly UserNode[] | undefined = [];
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#view = new View(VIEWS.installed, { treeDataProvider: this, canSelectMany: true });
    const { projects, installs, updates, extensions, settings, engine } = parts;
    const redraw = (): void => {
      if (!this.#isReading) this.#changed.fire(undefined);
    };
    this.#subscriptions = [
      projects.onDidChange(redraw),
      installs.onDidChange(redraw),
      extensions.onDidChange(redraw),
      vscode.extensions.onDidChange(redraw),
      updates.onDidChange(() => this.#markOutdated()),
      settings.onDidChange(redraw),
      engine.onDidRebuild(redraw),
      everyMinute(this.#view.sight, systemClock, () => {
        const aged = this.#drawn.outdated(this.#nodes.values(), (node) => viewOfInstalled(node, this.#facts()));
        if (aged.length > 0) this.#changed.fire(aged);
      }),
      // Picks up changes by other windows.
      onWindowFocus(() => {
        if (installs.known) installs.refresh().catch(() => undefined);
      }),
    ];
  }

  get selection(): readonly InstalledNode[] {
    return this.#view.selection;
  }

  /** The selected rows, even while they are drawn again. */
  selected(): Promise<readonly InstalledNode[]> {
    return this.#view.selected();
  }

  getTreeItem(node: InstalledNode): vscode.TreeItem {
    return toTreeItem(node.id, this.#drawn.note(node, viewOfInstalled(node, this.#facts())));
  }

  resolveTreeItem(item: vscode.TreeItem, node: InstalledNode): vscode.TreeItem {
    return withTooltip(item, tooltipOfInstalled(node, this.#facts()));
  }

  getParent(node: InstalledNode): InstalledNode | undefined {
    if ('parent' in node) return node.parent;
    if (isProjectRow(node)) return undefined;
    const group = groupOf(node);
    return [...this.#nodes.values()].find((one) => one.kind === 'userTools' && one.group === group);
  }

  async getChildren(node?: InstalledNode): Promise<InstalledNode[]> {
    if (node) return this.#childrenOf(node).map((fresh) => this.#keep(fresh));
    const [projects, own] = await Promise.all([this.#parts.projects.whenKnown(), this.#rows()]);
    this.#own = own;
    const rows = projects.length === 0 && own ? own : [...projectNodes(projects), ...this.#groups()];
    this.#kept = this.#nodes;
    this.#nodes = new Map();
    return rows.map((fresh) => this.#keep(fresh));
  }

  /** Shows the tools of a folder. */
  async show(folder: string): Promise<void> {
    if (this.#nodes.size === 0) await this.getChildren();
    const node = this.#nodes.get(projectId(folder));
    if (node) await this.#view.reveal(node);
  }

  #childrenOf(node: InstalledNode): readonly InstalledNode[] {
    switch (node.kind) {
      case 'installedTool':
        return versionsOf(node);
      case 'project':
        return toolNodesOf(node);
      case 'userTools':
        return (this.#own ?? []).filter((one) => groupOf(one) === node.group);
      case 'installedVersion':
      case 'installedExtension':
      case 'unreadableInstall':
      case 'projectTool':
        return [];
    }
  }

  /** The tools in use for all windows, then the others if there are any. */
  #groups(): readonly UserToolsNode[] {
    if (!this.#own) return [userToolsNode('own', undefined)];
    const { own = [], other = [] } = Object.groupBy(this.#own, groupOf);
    const node = userToolsNode('own', own.length);
    return other.length === 0 ? [node] : [node, userToolsNode('other', other.length)];
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#view.dispose();
    this.#changed.dispose();
  }

  /** An unreadable directory is reported in the view; it does not look empty. */
  async #rows(): Promise<readonly UserNode[] | undefined> {
    const { installs, updates, extensions, log } = this.#parts;
    const newerOf: typeof updates.newer = (id, installed) => updates.newer(id, installed);
    this.#isReading = true;
    try {
      const all = await installs.refresh();
      const { unreadable } = installs;
      this.#view.say(unreadableSentence(unreadable.map(({ directory }) => directory)));
      const own = extensions.list();
      logFailureOf(log, updates.checkDaily(followedOf(all, own)));
      return [...groupByTool(all, newerOf), ...groupExtensions(own, newerOf), ...unreadableNodes(unreadable)];
    } catch (error) {
      this.#view.say(describeError(error).message);
      return undefined;
    } finally {
      this.#isReading = false;
    }
  }

  /** Only rows whose text changed are redrawn: a row that disappears for a moment would swallow a click. */
  #markOutdated(): void {
    const changed = [...this.#nodes.values()].flatMap((node): InstalledNode[] => {
      if (node.kind === 'installedVersion' || node.kind === 'unreadableInstall' || isProjectRow(node)) return [];
      const installed =
        node.kind === 'installedTool' ? node.versions.map(({ asset }) => asset.version) : [node.extension.tag];
      const newer = this.#parts.updates.newer(node.id, installed);
      return newer === node.newer ? [] : [Object.assign(node, { newer })];
    });
    if (changed.length > 0) this.#changed.fire(changed);
  }

  #keep<T extends InstalledNode>(fresh: T): InstalledNode {
    const node = Object.assign(this.#nodes.get(fresh.id) ?? this.#kept.get(fresh.id) ?? {}, fresh);
    this.#nodes.set(fresh.id, node);
    return node;
  }

  #facts(): InstalledFacts {
    return { now: systemClock.now(), nameOf: (base) => this.#parts.instances.nameOf(base) };
  }
}

/** A tool that none of the user's commands run was installed for a folder, or is no longer used. */
function groupOf(node: UserNode): UserToolsNode['group'] {
  const { kind } = node;
  return kind === 'installedTool' && !node.versions.some(({ active }) => active) ? 'other' : 'own';
}
