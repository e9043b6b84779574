import * as vscode from 'vscode';
import { inert } from './inert.ts';

interface StatusItemOptions {
  readonly id: string;
  readonly name: string;
  readonly tooltip: string;
  /** The command that a click runs. */
  readonly command: string;
}

interface StatusText {
  /** A codicon, perhaps with a modifier. */
  readonly icon: string;
  readonly text: string;
  /** For screen readers. */
  readonly label: string;
  /** Its lines. @default the lines it was created with */
  readonly tooltip?: readonly string[] | undefined;
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

  show({ icon, text, label, tooltip }: StatusText): void {
    this.#item.text = `$(${icon}) ${inert(text)}`;
    this.#item.accessibilityInformation = { label: inert(label), role: 'button' };
    if (tooltip) this.#item.tooltip = tooltip.map(inert).join('\n');
    this.#item.show();
  }

  hide(): void {
    this.#item.hide();
  }

  dispose(): void {
    this.#item.dispose();
  }
}
