import * as vscode from 'vscode';
import { inert } from './inert.ts';

interface StatusItemOptions {
  readonly id: string;
  readonly name: string;
  readonly tooltip: string;
  /** The command that a click runs. */
  readonly command: string;
}

/** An item of the status bar, hidden at first. */
export class StatusItem implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;

  constructor({ id, name, tooltip, command }: StatusItemOptions) {
    this.#item = vscode.window.createStatusBarItem(id, vscode.StatusBarAlignment.Left);
    this.#item.name = inert(name);
    this.#item.tooltip = inert(tooltip);
    this.#item.command = command;
  }

  /** `icon` is a codicon, perhaps with a modifier; `label` is for screen readers. */
  show(icon: string, text: string, label: string): void {
    this.#item.text = `$(${icon}) ${inert(text)}`;
    this.#item.accessibilityInformation = { label: inert(label), role: 'button' };
    this.#item.show();
  }

  hide(): void {
    this.#item.hide();
  }

  dispose(): void {
    this.#item.dispose();
  }
}
