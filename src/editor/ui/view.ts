import * as vscode from 'vscode';
import { systemClock } from '../../engine/index.ts';
import type { Clock } from '../../engine/index.ts';
import type { Sight } from '../ageing.ts';
import { inert } from './inert.ts';

interface Chosen {
  readonly ids: ReadonlySet<string>;
  readonly at: number;
}

/** Counts the choices in all views. */
let lastChoice = 0;

/** How often, and how many times, an empty selection is looked at again: for two seconds. */
const LOOK_AGAIN_MS = 50;
const MOST_LOOKS = 40;

/** A tree in the sidebar, with its message, title and badge. Rows keep their `id` when the editor reads them again. */
export class View<T extends { readonly id: string }> implements vscode.Disposable {
  readonly #id: string;
  readonly #view: vscode.TreeView<T>;
  readonly #listening: vscode.Disposable;
  /** The rows that were selected last, and when. */
  #chosen: Chosen = { ids: new Set(), at: 0 };

  constructor(id: string, options: vscode.TreeViewOptions<T>) {
    this.#id = id;
    this.#view = vscode.window.createTreeView(id, options);
    this.#listening = this.#view.onDidChangeSelection(({ selection }) => {
      // It is empty while the editor reads the rows again.
      if (selection.length > 0) this.#chosen = { ids: new Set(selection.map((row) => row.id)), at: (lastChoice += 1) };
    });
  }

  get selection(): readonly T[] {
    return this.#view.selection;
  }

  /** Orders the views by when a row of theirs was selected last; 0 if none ever was. */
  get chosenAt(): number {
    return this.#chosen.at;
  }

  /**
   * The selected rows, for a key that was pressed on one. While the editor reads the rows again, it knows none of them, and
   * the selection is empty. There is no event for the end of that. Rows that the user selects meanwhile do not count.
   */
  async selected(clock: Clock = systemClock): Promise<readonly T[]> {
    if (this.selection.length > 0) return this.selection;
    const { ids } = this.#chosen;
    const isBeingRead = (): boolean => this.#view.visible && this.selection.length === 0;
    for (let looks = 0; looks < MOST_LOOKS && isBeingRead(); looks += 1) {
      await new Promise<void>((done) => {
        clock.after(LOOK_AGAIN_MS, done);
      });
    }
    return this.selection.every((row) => ids.has(row.id)) ? this.selection : [];
  }

  get onDidExpandElement(): vscode.Event<vscode.TreeViewExpansionEvent<T>> {
    return this.#view.onDidExpandElement;
  }

  get onDidCollapseElement(): vscode.Event<vscode.TreeViewExpansionEvent<T>> {
    return this.#view.onDidCollapseElement;
  }

  /** Whether the view is visible. */
  get sight(): Sight {
    return {
      isVisible: () => this.#view.visible,
      onDidChange: (listener) => this.#view.onDidChangeVisibility(listener),
    };
  }

  /** Text next to the title; '' for none. */
  describe(text: string): void {
    this.#view.description = inert(text);
  }

  /** Text above the rows; '' for none. */
  say(text: string): void {
    this.#view.message = inert(text);
  }

  /** The number on the view's icon. */
  count(badge: vscode.ViewBadge | undefined): void {
    this.#view.badge = badge && { value: badge.value, tooltip: inert(badge.tooltip) };
  }

  async reveal(node: T): Promise<void> {
    await this.#view.reveal(node, { select: true, focus: true, expand: true });
  }

  /** Shows that the view is busy until the work has ended. */
  async busyWhile(work: () => Promise<void>): Promise<void> {
    await vscode.window.withProgress({ location: { viewId: this.#id } }, work);
  }

  dispose(): void {
    this.#listening.dispose();
    this.#view.dispose();
  }
}
