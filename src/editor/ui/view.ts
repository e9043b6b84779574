import * as vscode from 'vscode';
import type { Sight } from '../ageing.ts';
import { inert } from './inert.ts';

/** A tree in the sidebar, with its message, title and badge. */
export class View<T> implements vscode.Disposable {
  readonly #id: string;
  readonly #view: vscode.TreeView<T>;

  constructor(id: string, options: vscode.TreeViewOptions<T>) {
    this.#id = id;
    this.#view = vscode.window.createTreeView(id, options);
  }

  get selection(): readonly T[] {
    return this.#view.selection;
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
    this.#view.dispose();
  }
}

/** Calls back whenever the window gets the focus again. */
export function onDidFocusWindow(callback: () => void): vscode.Disposable {
  return vscode.window.onDidChangeWindowState(({ focused }) => {
    if (focused) callback();
  });
}
