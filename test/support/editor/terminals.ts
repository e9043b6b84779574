import type { Locator } from 'playwright-core';
import type { Workbench } from './workbench.ts';

/** The settings that make the text of terminals readable for tests. */
export const READABLE_TERMINALS = { 'terminal.integrated.gpuAcceleration': 'off' };

/** The terminals of a window, in the order of opening. */
export class Terminals {
  readonly #window: Workbench;
  #lines = 0;

  constructor(window: Workbench) {
    this.#window = window;
  }

  /** Opens another terminal, in a folder of the workspace if there are several. */
  async open(folder?: RegExp): Promise<void> {
    await this.#window.command('Terminal: Create New Terminal');
    if (folder) await this.#window.pick(folder);
    await this.#focused();
    await this.run('true');
  }

  /** Shows the first, second… terminal. */
  async show(number: number): Promise<void> {
    await this.#window.command('Terminal: Focus Terminal');
    await this.#window.page
      .locator('.tabs-list .monaco-list-row')
      .nth(number - 1)
      .click();
    await this.#window.command('Terminal: Focus Terminal');
    await this.#focused();
  }

  /** Runs a line in the visible terminal and waits until it prints the text. */
  async run(line: string, prints = ''): Promise<void> {
    const end = await this.#enter(line);
    await this.#rows.filter({ hasText: end }).filter({ hasText: prints }).waitFor();
  }

  /** Runs a line in the visible terminal and returns the screen at its end. */
  async output(line: string): Promise<string> {
    const rows = this.#rows.filter({ hasText: await this.#enter(line) });
    await rows.waitFor();
    return rows.innerText();
  }

  async #enter(line: string): Promise<string> {
    this.#lines += 1;
    const end = `end-of-line-${this.#lines}`;
    await this.#window.page.keyboard.type(`clear; ${line}; echo ${end.replaceAll('-', "'-'")}\n`);
    return end;
  }

  get #rows(): Locator {
    return this.#window.page.locator('.terminal-wrapper.active .xterm-rows');
  }

  async #focused(): Promise<void> {
    await this.#window.page.locator('.terminal-wrapper.active .xterm.focus').waitFor();
  }
}
