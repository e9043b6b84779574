import * as vscode from 'vscode';
import { systemClock } from '../../engine/index.ts';
import type { RemoteRepository } from '../../engine/index.ts';
import { DrawnRows, everyMinute } from '../ageing.ts';
import { setContext } from '../contextKeys.ts';
import { COMMANDS, CONTEXTS, VIEWS } from '../ids.ts';
import { logFailureOf } from '../inBackground.ts';
import type { Services } from '../services.ts';
import { machineOnce } from '../thisMachine.ts';
import type { Settings } from '../settings/settingsModel.ts';
import { WorkspaceRepositories } from '../workspace/workspaceRepositories.ts';
import { DownloadTally } from './badge.ts';
import { Branches } from './branches.ts';
import { filterRows } from './filter.ts';
import { keysBelow, listOf } from './listOf.ts';
import { Lists } from './lists.ts';
import { messageNode } from './messages.ts';
import type { IsRow } from '../find/listable.ts';
import type { TreeNode } from './nodes.ts';
import { treeFacts, viewOf } from './nodeView.ts';
import type { Facts } from './nodeView.ts';
import { withoutRepeatedAge } from './repeatedAge.ts';
import { wantsToken } from './rootRows.ts';
import { loadRows, previewRows } from './rows.ts';
import type { RowSources } from './rows.ts';
import { withTooltip } from '../ui/tooltip.ts';
import { toTreeItem } from '../ui/treeItem.ts';
import { View } from '../ui/view.ts';
import { tooltipOf } from './tooltipLines.ts';
import { Welcome } from './welcome.ts';
import { t } from '../../words/translate.ts';

type Parts = Pick<
  Services,
  'settings' | 'tokens' | 'instances' | 'engine' | 'records' | 'downloads' | 'installs' | 'log'
>;

/** The tree of instances, repositories, releases, packages and their files. Makes no request before it is shown. */
export class ArtifactTree implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  readonly #parts: Parts;
  readonly #view: View<TreeNode>;
  readonly #workspace = new WorkspaceRepositories();
  readonly #lists: Lists;
  readonly #branches: Branches;
  readonly #sources: RowSources;
  readonly #tally = new DownloadTally();
  readonly #drawn = new DrawnRows<TreeNode>();
  readonly #changed = new vscode.EventEmitter<TreeNode | TreeNode[] | undefined>();
  readonly #subscriptions: readonly { dispose(): void }[];
  readonly #welcome: Welcome;
  #tokenSources: ReadonlyMap<string, string>;
  #filter: string | undefined;
  #isStarted = false;
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(parts: Parts) {
    this.#parts = parts;
    const { instances, settings, engine, log } = parts;
    this.#tokenSources = tokenSourcesOf(settings.current);
    this.#lists = new Lists({
      engine: () => engine.get(),
      onOutcome: (instance, error) => instances.setTrouble(instance, error),
      onAccount: (instance, { finding, login }) => {
        instances.setFinding(instance, finding);
        instances.setLogin(instance, login);
      },
    });
    const sources: RowSources = {
      lists: this.#lists,
      settings: () => ({ settings: settings.current, problems: settings.problems }),
      workspace: () => this.#workspace.list(settings.current.instances.map(({ url }) => url)),
      filter: () => this.#filter,
      machine: machineOnce(),
      needsToken: () => this.#welcome.needsToken,
      onInstanceRows: (instance, rows) => this.#noteInstance(instance, wantsToken(rows)),
    };
    this.#sources = sources;
    this.#welcome = new Welcome(settings);
    this.#branches = new Branches({
      log,
      load: (node, steps, look) => loadRows(node, steps, { sources, look }),
      preview: (node) => previewRows(node, sources),
      onChange: (node) => this.#changed.fire(node),
      clock: systemClock,
    });
    this.#view = new View(VIEWS.artifacts, { treeDataProvider: this, canSelectMany: true, showCollapseAll: true });
    this.#subscriptions = this.#listen();
  }

  get selection(): readonly TreeNode[] {
    return this.#view.selection;
  }

  /** See `View.chosenAt`. */
  get chosenAt(): number {
    return this.#view.chosenAt;
  }

  /** The selected rows, even while they are drawn again. */
  selected(): Promise<readonly TreeNode[]> {
    return this.#view.selected();
  }

  /** The repositories of the open folders, even if the view was never shown. */
  async workspaceRepositories(): Promise<readonly RemoteRepository[]> {
    await this.#workspace.start();
    return this.#sources.workspace();
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    return toTreeItem(node.id, this.#drawn.note(node, viewOf(node, this.#facts())));
  }

  #facts(): Facts {
    return treeFacts(this.#parts, this.#lists, this.#branches);
  }

  resolveTreeItem(item: vscode.TreeItem, node: TreeNode): vscode.TreeItem {
    const tooltip = tooltipOf(node, this.#facts());
    return tooltip ? withTooltip(item, tooltip) : item;
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return node.parent;
  }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    this.#start();
    const rows = withoutRepeatedAge(await this.#branches.children(node), node, {
      known: (row) => this.#branches.known(row),
      instanceAge: (base) => (this.#parts.instances.get(base)?.trouble ? this.#lists.answeredAt(base) : undefined),
    });
    const left = filterRows(rows, this.#filter, (row) => this.#branches.known(row));
    if (left.length > 0 || rows.length === 0 || !node) return [...left];
    const action = { title: t('Clear Filter'), command: COMMANDS.clearFilter, args: [] };
    const text = t('Nothing here matches “{0}”. Clear the filter to see all.', this.#filter ?? '');
    return [messageNode(node, 'filtered', { message: 'empty', text, action })];
  }

  /** Requests a row and the open rows below it again, or everything. */
  async refresh(node?: TreeNode): Promise<void> {
    const row = node && this.#own(node);
    if (node && !row) return;
    const target = row && listOf(row);
    if (!target) this.#welcome.reopen();
    this.#parts.downloads.clear(keysBelow(target, [...this.#branches.rows()]));
    await this.#view.busyWhile(() => this.#branches.refresh(target));
  }

  /** Loads the next page of the list that the row ends or contains. */
  async loadMore(node: TreeNode): Promise<void> {
    const row = this.#own(node);
    const list = row?.kind === 'more' || row?.kind === 'message' ? row.parent : row;
    if (!row || !list) return;
    const loading = this.#branches.loadMore(list);
    this.#changed.fire(row);
    await loading;
  }

  /** Shows a text above the rows; '' for none. */
  say(text: string): void {
    this.#view.say(text);
  }

  /** Shows only versions and files whose names contain this; `undefined` shows everything again. */
  setFilter(text: string | undefined): void {
    this.#filter = text;
    this.#view.describe(text === undefined ? '' : t('filter: {0}', text));
    setContext(CONTEXTS.filtered, text !== undefined);
    this.#changed.fire(undefined);
    // The server searches releases beyond those loaded.
    this.#begin(this.#branches.reload((node) => node?.kind === 'repository'));
  }

  /**
   * Reveals a row of an instance by its path of rows; if one of them is missing, reveals the last one there is. Returns
   * whether it found the row itself.
   */
  async show(instance: string, path: readonly IsRow[]): Promise<boolean> {
    const isHome: IsRow = (node) => node.kind === 'instance' && node.instance === instance;
    let last: TreeNode | undefined;
    for (const isWanted of [isHome, ...path]) {
      const next = await this.#branches.find(last, isWanted);
      if (!next) {
        if (last) await this.reveal(last);
        return false;
      }
      last = next;
    }
    if (last) await this.reveal(last);
    return true;
  }

  async reveal(node: TreeNode): Promise<void> {
    await this.#view.reveal(node);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#branches.dispose();
    this.#workspace.dispose();
    this.#view.dispose();
    this.#changed.dispose();
  }

  /** The row with this id, whoever passed the argument. Rows that only the view knows are found through their parent. */
  #own(node: TreeNode): TreeNode | undefined {
    const rows = [...this.#branches.rows()];
    return rows.find(({ id }) => id === node.id) ?? rows.find((row) => row === node.parent);
  }

  #listen(): readonly { dispose(): void }[] {
    const { settings, tokens, instances, engine, records, downloads, installs } = this.#parts;
    return [
      this.#view.onDidExpandElement(({ element }) => this.#branches.unfolded(element)),
      this.#view.onDidCollapseElement(({ element }) => this.#branches.folded(element)),
      this.#workspace.onDidChange(() => this.#followWorkspace()),
      settings.onDidChange(() => this.#followSettings()),
      tokens.onDidChange((instance) => this.#begin(this.#changeAccount(instance))),
      instances.onDidChange((instance) => this.#fire((node) => node.kind === 'instance' && node.instance === instance)),
      engine.onDidRebuild(() => this.#begin(this.#branches.refresh(undefined))),
      records.onDidChange((keys) => this.#fireAssets(keys)),
      installs.onDidChange(() => this.#fireOutdated()),
      everyMinute(this.#view.sight, systemClock, () => this.#fireOutdated()),
      downloads.onDidChange((keys) => {
        for (const key of keys) this.#tally.note(key, downloads.state(key));
        this.#view.count(this.#tally.badge);
        this.#fireAssets(keys);
      }),
    ];
  }

  /** Runs when the tree is first shown. */
  #start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    this.#begin(this.#parts.records.start());
    this.#begin(this.#workspace.start());
  }

  /** For work that nobody waits for; rows are reported when they arrive. */
  #begin(work: Promise<void>): void {
    logFailureOf(this.#parts.log, work);
  }

  #fireAssets(keys: readonly string[]): void {
    const wanted = new Set(keys);
    this.#fire((node) => node.kind === 'asset' && wanted.has(node.key));
  }

  /** The rows whose text has changed because time has passed or a tool was installed. */
  #fireOutdated(): void {
    const outdated = this.#drawn.outdated(this.#branches.rows(), (node) => viewOf(node, this.#facts()));
    if (outdated.length > 0) this.#changed.fire(outdated);
  }

  #fire(isMeant: (node: TreeNode) => boolean): void {
    const nodes = [...this.#branches.rows()].filter(isMeant);
    if (nodes.length > 0) this.#changed.fire(nodes);
  }

  /** The open folders' own rows matter more than the advice to sign in. */
  #followWorkspace(): void {
    this.#welcome.reopen();
    this.#begin(this.#branches.reload((node) => !node || node.kind === 'workspace'));
  }

  #followSettings(): void {
    this.#welcome.reopen();
    this.#fire((node) => node.kind === 'asset');
    this.#begin(this.#branches.reload((node) => !node || node.kind === 'instance' || node.kind === 'workspace'));
    const before = this.#tokenSources;
    this.#tokenSources = tokenSourcesOf(this.#parts.settings.current);
    for (const [instance, source] of this.#tokenSources) {
      if (before.has(instance) && before.get(instance) !== source) this.#begin(this.#changeAccount(instance));
    }
  }

  /** The account changed: drop everything loaded for the old one. */
  async #changeAccount(instance: string): Promise<void> {
    this.#welcome.reopen();
    await this.#lists.forget(instance);
    await this.#branches.load(undefined);
    const nodes = [...this.#branches.rows()].filter((node) => !node.parent || node.kind === 'repository');
    const concerned = nodes.filter((node) => 'instance' in node && node.instance === instance);
    await Promise.all(concerned.map((node) => this.#branches.refresh(node)));
  }

  #noteInstance(instance: string, isClosed: boolean): void {
    if (!this.#welcome.note(instance, isClosed, this.#sources.workspace().length > 0)) return;
    this.#begin(this.#branches.load(undefined));
  }
}

/** Where each instance's token comes from, as a text to compare. */
function tokenSourcesOf({ instances }: Settings): ReadonlyMap<string, string> {
  return new Map(instances.map(({ url, token }) => [url, JSON.stringify(token)]));
}
