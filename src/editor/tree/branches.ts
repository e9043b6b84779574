import { isDeepStrictEqual } from 'node:util';
import type { Clock, Log } from '../../engine/index.ts';
import { isCancelled } from '../../words/describeError.ts';
import { logFailureOf } from '../inBackground.ts';
import { HandOver } from './handOver.ts';
import type { ListOptions } from './lists.ts';
import { errorNode, loadingNode } from './messages.ts';
import type { TreeNode } from './nodes.ts';

/** `undefined` is the root. */
export type Parent = TreeNode | undefined;

interface BranchesOptions {
  /** The rows below a node, its first `pages` pages. A failure becomes a row. */
  readonly load: (node: Parent, pages: number, look: ListOptions) => Promise<readonly TreeNode[]>;
  /** The rows of a node that need no request. */
  readonly preview: (node: Parent) => readonly TreeNode[];
  /** Reports that the rows below this node differ from those last returned. */
  readonly onChange: (node: Parent) => void;
  readonly clock: Clock;
  readonly log: Pick<Log, 'error'>;
}

interface Branch {
  readonly node: Parent;
  rows: readonly TreeNode[];
  /** The number of pages that the rows cover. */
  pages: number;
  state: 'empty' | 'loaded' | 'outdated';
  /** The view asked for its rows and has not folded it since. */
  isOpen: boolean;
  readonly handOver: HandOver;
  loading: Loading | undefined;
}

interface Loading {
  readonly done: Promise<void>;
  readonly stop: AbortController;
  readonly refresh: boolean;
  readonly pages: number;
  /** How often it started again because a shared request was cancelled, from 0. */
  readonly again: number;
}

/** How many pages are loaded to find a row. */
const MAX_PAGES = 20;

/** After this many restarts, the cancellation is no coincidence. */
const MAX_AGAIN = 3;

/**
 * How long a row may take before it shows that it is loading. The editor requests the rows of one node after another, so a
 * slow instance must not hold up the rest.
 */
const PATIENCE_MS = 200;

/**
 * The rows below each node, as last loaded. Nodes keep their identity over reloads, old rows stay until newer ones arrive,
 * and only a branch that changed is reported.
 */
export class Branches {
  readonly #options: BranchesOptions;
  readonly #branches = new Map<string, Branch>();

  constructor(options: BranchesOptions) {
    this.#options = options;
  }

  /** Rows for the view, at once or after a short wait. Rows that arrive later are reported through `onChange`. */
  async children(node: Parent): Promise<readonly TreeNode[]> {
    const branch = this.#branch(node);
    branch.isOpen = true;
    if (branch.state !== 'loaded') this.#begin(this.load(node, branch.state === 'outdated'));
    if (branch.state === 'empty' && branch.loading) await this.#patiently(branch.loading.done);
    // Evaluated again, because time has passed.
    if (branch.state === 'empty') this.#take(branch, [...this.#options.preview(node), loadingNode(node)]);
    branch.handOver.give();
    return branch.rows;
  }

  /** The present rows, without loading. */
  known(node: Parent): readonly TreeNode[] {
    return this.#branches.get(keyOf(node))?.rows ?? [];
  }

  /** Every present row, in no order. */
  *rows(): Generator<TreeNode> {
    for (const { rows } of this.#branches.values()) yield* rows;
  }

  /** Whether further pages of a list are loading. */
  isLoadingMore(node: Parent): boolean {
    const { loading, pages = 0 } = this.#branches.get(keyOf(node)) ?? {};
    return loading !== undefined && loading.pages > pages;
  }

  /** Loads again; with `refresh`, bypasses every cache. Resolves when the rows are there. Never rejects. */
  load(node: Parent, refresh = false): Promise<void> {
    const branch = this.#branch(node);
    if (branch.loading && (branch.loading.refresh || !refresh)) return branch.loading.done;
    return this.#start(branch, { refresh, pages: branch.loading?.pages ?? Math.max(1, branch.pages) });
  }

  /** Reloads, through the caches, the loaded rows that `isMeant` selects. Loads already running start again. */
  async reload(isMeant: (node: Parent) => boolean): Promise<void> {
    const meant = [...this.#branches.values()].filter(
      ({ node, state, loading }) => (state !== 'empty' || loading) && isMeant(node),
    );
    await Promise.all(
      meant.map((branch) => {
        const { refresh = false, pages = Math.max(1, branch.pages) } = branch.loading ?? {};
        return this.#start(branch, { refresh, pages });
      }),
    );
  }

  /** Loads the next page of a list. A second call before it arrives waits for the same page. */
  loadMore(node: Parent): Promise<void> {
    const branch = this.#branch(node);
    if (branch.loading && branch.loading.pages > branch.pages) return branch.loading.done;
    return this.#start(branch, { refresh: false, pages: branch.pages + 1 });
  }

  /** Finds a row below a node, through at most `MAX_PAGES` pages of a list and in its folded rows. */
  async find(node: Parent, isWanted: (row: TreeNode) => boolean): Promise<TreeNode | undefined> {
    await this.load(node);
    for (let page = 1; page < MAX_PAGES; page += 1) {
      const rows = this.known(node);
      const found = rows.find(isWanted);
      if (found) return found;
      if (!rows.some(({ kind }) => kind === 'more')) break;
      await this.loadMore(node);
    }
    const rows = this.known(node);
    const folded = rows.find(({ kind }) => kind === 'evidenceFiles');
    return rows.find(isWanted) ?? (folded && this.find(folded, isWanted));
  }

  /** Reloads a node and everything open below it, bypassing every cache. Folded rows are reloaded when they are opened. */
  async refresh(node: Parent): Promise<void> {
    const branches = [...this.#below(node)];
    for (const branch of branches) if (branch.state === 'loaded') branch.state = 'outdated';
    const open = branches.filter(({ isOpen, node: below }) => isOpen || below === node);
    await Promise.all(open.map((branch) => this.load(branch.node, true)));
  }

  folded(node: TreeNode): void {
    const branch = this.#branches.get(node.id);
    if (branch) branch.isOpen = false;
  }

  /** Checks for newer rows when a node is opened again after a while. */
  unfolded(node: TreeNode): void {
    const branch = this.#branches.get(node.id);
    if (!branch) return;
    branch.isOpen = true;
    if (branch.state !== 'empty') this.#begin(this.load(node, branch.state === 'outdated'));
  }

  dispose(): void {
    for (const branch of this.#branches.values()) end(branch);
    this.#branches.clear();
  }

  /** The caller does not wait; rows are reported when they arrive. */
  #begin(loading: Promise<void>): void {
    logFailureOf(this.#options.log, loading);
  }

  #start(
    branch: Branch,
    { refresh, pages, again = 0 }: Pick<Loading, 'refresh' | 'pages'> & { readonly again?: number },
  ): Promise<void> {
    branch.loading?.stop.abort();
    const stop = new AbortController();
    const done = this.#run(branch, { refresh, signal: stop.signal }, { pages, again });
    branch.loading = { done, stop, refresh, pages, again };
    return done;
  }

  async #run(branch: Branch, look: ListOptions, { pages, again }: Pick<Loading, 'pages' | 'again'>): Promise<void> {
    const { node } = branch;
    const { load } = this.#options;
    // Asynchronous from the start, so that `branch.loading` is set before this ends.
    await Promise.resolve();
    const rows = await load(node, pages, look).catch((error: unknown) =>
      isCancelled(error) && again < MAX_AGAIN ? undefined : [errorNode(node, error)],
    );
    if (look.signal.aborted) return;
    // A shared request was cancelled by someone else, but these rows are still wanted.
    if (!rows) return this.#start(branch, { refresh: look.refresh, pages, again: again + 1 });
    branch.loading = undefined;
    // Redraws the row that said more was loading.
    const isFurther = pages > branch.pages;
    const hasChanged = this.#take(branch, rows) || isFurther;
    branch.state = 'loaded';
    branch.pages = pages;
    if (hasChanged) branch.handOver.tell();
  }

  /** Replaces the old rows; returns whether anything differs. */
  #take(branch: Branch, fresh: readonly TreeNode[]): boolean {
    const before = new Map(branch.rows.map((row) => [row.id, row]));
    let hasChanged = fresh.length !== branch.rows.length;
    const rows = new Map<string, TreeNode>();
    for (const [index, row] of fresh.entries()) {
      if (branch.rows[index]?.id !== row.id) hasChanged = true;
      const old = before.get(row.id);
      before.delete(row.id);
      if (old && !isSame(old, row)) {
        hasChanged = true;
        replace(old, row);
        if (this.#branches.get(old.id)?.state === 'loaded') this.#begin(this.load(old));
      }
      rows.set(row.id, old ?? row);
    }
    for (const gone of before.values()) this.#drop(gone);
    branch.rows = [...rows.values()];
    return hasChanged;
  }

  #drop(node: TreeNode): void {
    for (const branch of Array.from(this.#below(node))) {
      end(branch);
      this.#branches.delete(keyOf(branch.node));
    }
  }

  *#below(node: Parent): Generator<Branch> {
    const branch = this.#branches.get(keyOf(node));
    if (!branch) return;
    yield branch;
    for (const row of branch.rows) yield* this.#below(row);
  }

  #branch(node: Parent): Branch {
    const key = keyOf(node);
    const known = this.#branches.get(key);
    if (known) return known;
    const made: Branch = {
      node,
      rows: [],
      pages: 1,
      state: 'empty',
      isOpen: false,
      handOver: new HandOver(() => this.#options.onChange(node), this.#options.clock),
      loading: undefined,
    };
    this.#branches.set(key, made);
    return made;
  }

  async #patiently(done: Promise<void>): Promise<void> {
    let cancel = (): void => undefined;
    const timeUp = new Promise<void>((resolve) => {
      cancel = this.#options.clock.after(PATIENCE_MS, resolve);
    });
    await Promise.race([done, timeUp]);
    cancel();
  }
}

function end({ loading, handOver }: Branch): void {
  loading?.stop.abort();
  handOver.stop();
}

function keyOf(node: Parent): string {
  return node?.id ?? '';
}

/** Whether two rows with the same id show the same. Their parents are the same node already. */
function isSame(one: TreeNode, other: TreeNode): boolean {
  return isDeepStrictEqual({ ...one, parent: undefined }, { ...other, parent: undefined });
}

/** The only place that changes a node: the editor knows rows by object identity, so the object must stay the same. */
function replace(old: TreeNode, fresh: TreeNode): void {
  for (const key of Object.keys(old)) if (!(key in fresh)) delete old[key as keyof TreeNode];
  Object.assign(old, { ...fresh, parent: old.parent });
}
