import type { Browser, Locator, Page } from 'playwright-core';
import { escapeRegExp } from '../escapeRegExp.ts';
import { describeWindow } from './describeWindow.ts';
import { openPalette, quickInput, quickOption, runInPalette } from './palette.ts';
import { nextFrame, toggleRow } from './toggleRow.ts';

/** How long anything in the editor may take to appear. This is far more than it needs, for the case of a busy machine. */
const PATIENCE_MS = 30_000;

/** A window of the editor, used like a person does: by what can be seen, read aloud, clicked and typed. */
export class Workbench {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    page.setDefaultTimeout(PATIENCE_MS);
  }

  /** `language`: the display language that the editor reports. Its own texts stay English without a language pack. */
  static async open(
    browser: Browser,
    url: string,
    viewport = { width: 1280, height: 800 },
    language = 'en',
  ): Promise<Workbench> {
    const context = await browser.newContext({ viewport, reducedMotion: 'reduce' });
    const script = `Object.defineProperty(globalThis, '_VSCODE_NLS_LANGUAGE', { value: '${language}', writable: true });`;
    if (language !== 'en') await context.addInitScript(script);
    const page = await context.newPage();
    const workbench = new Workbench(page);
    await page.goto(url);
    await page.getByRole('tab', { name: 'Explorer' }).first().waitFor();
    return workbench;
  }

  /** Opens a container of the Activity Bar, if it is not open. */
  async openContainer(name: string): Promise<void> {
    const tab = this.page.getByRole('tab', { name }).first();
    await tab.waitFor();
    if ((await tab.getAttribute('aria-expanded')) !== 'true') await tab.click();
  }

  /** A row of any tree, by its accessible label. */
  row(label: RegExp | string): Locator {
    return this.page.getByRole('treeitem', { name: label }).first();
  }

  /** Opens a row with children. */
  async expand(label: RegExp | string): Promise<void> {
    await toggleRow(this.row(label), true);
  }

  /** Closes a row with children. */
  async fold(label: RegExp | string): Promise<void> {
    await toggleRow(this.row(label), false);
  }

  /** Scrolls the tree down until the row is there, because rows out of sight do not exist. */
  async scrollTo(label: RegExp | string): Promise<void> {
    const row = this.row(label);
    await this.#tree().hover();
    for (let tries = 0; tries < 100 && !(await row.isVisible()); tries += 1) {
      await this.page.mouse.wheel(0, 400);
      await nextFrame(this.page);
    }
    await row.waitFor();
  }

  /** Runs a command through the palette by typing its name. */
  async command(title: string): Promise<void> {
    await runInPalette(this.page, title);
  }

  /** Waits until the palette has a command of that name, and closes it again. */
  async knowsCommand(title: string): Promise<void> {
    await openPalette(this.page, title);
    await this.closeInput();
  }

  /** An entry of the open quick pick. */
  option(name: RegExp | string): Locator {
    return quickOption(this.page, name);
  }

  /** An entry of the open quick pick with a check box. */
  checkbox(name: RegExp | string): Locator {
    return this.page.locator('.quick-input-widget .monaco-list-row').getByRole('checkbox', { name, exact: true });
  }

  /** Accepts the ticked entries of the open quick pick. */
  async acceptTicked(): Promise<void> {
    await this.page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
  }

  async pick(name: RegExp | string): Promise<void> {
    await this.option(name).click();
  }

  /**
   * Runs a command that shows a list, and picks an entry. A window that is still opening may take the focus, which closes the
   * list: then the command is run again.
   */
  async commandAndPick(title: string, name: RegExp | string): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      await this.command(title);
      try {
        return await this.option(name).click({ timeout: PATIENCE_MS / 3 });
      } catch (error) {
        if (tries === 3) throw error;
      }
      // The list is there, but its entries take their time.
      if (await this.#input().isVisible()) return this.pick(name);
    }
  }

  /** Types into the open input box, once it shows `prompt`. */
  async type(prompt: RegExp | string, text: string): Promise<void> {
    await this.page.locator('.quick-input-widget').getByText(prompt).first().waitFor();
    await this.#input().fill(text);
    await this.#input().press('Enter');
  }

  /** Closes the open list or input box with the Escape key. */
  async closeInput(): Promise<void> {
    const notifications = this.page.locator('.notifications-center');
    if (await notifications.isVisible()) {
      // The key closes their list first.
      await this.#input().press('Escape');
      await notifications.waitFor({ state: 'hidden' });
    }
    await this.#input().press('Escape');
    await this.#input().waitFor({ state: 'hidden' });
  }

  /** Waits for this error or prompt in the open input box. */
  async inputMessage(text: RegExp | string): Promise<void> {
    await this.page.locator('.quick-input-widget').getByText(text).first().waitFor();
  }

  /** Drags the edge of the side bar to give it that width. */
  async widenSideBar(width: number): Promise<void> {
    const edge = await this.page.locator('.part.sidebar').boundingBox();
    if (!edge) throw new Error('there is no side bar');
    const y = edge.y + edge.height / 2;
    await this.page.mouse.move(edge.x + edge.width, y);
    await this.page.mouse.down();
    await this.page.mouse.move(edge.x + width, y, { steps: 4 });
    await this.page.mouse.up();
  }

  /** Presses a button of a row. The button is visible while the pointer is over the row. */
  async press(label: RegExp | string, button: RegExp | string): Promise<void> {
    const row = this.row(label);
    await row.waitFor();
    // A row that is redrawn under a resting pointer shows no buttons until the pointer moves again.
    for (let tries = 1; ; tries += 1) {
      await row.hover();
      try {
        return await row.getByRole('button', { name: button }).click({ timeout: PATIENCE_MS / 10 });
      } catch (error) {
        if (tries === 10) throw error;
        await this.page.mouse.move(1, 1);
      }
    }
  }

  /**
   * Finds a notification. The smoke-test driver keeps them in their centre, which is opened first. A pressed button closes
   * the centre, perhaps after the next search has begun.
   */
  async notification(text: RegExp | string): Promise<Locator> {
    const found = this.page.locator('.notification-list-item', { hasText: text }).first();
    const centre = this.page.locator('.notifications-center');
    for (let tries = 1; ; tries += 1) {
      if (!(await centre.isVisible())) await this.page.locator('.statusbar-item[id="status.notifications"]').click();
      try {
        await found.waitFor({ timeout: PATIENCE_MS / 6 });
        return found;
      } catch (error) {
        if (tries === 6) throw error;
      }
    }
  }

  /** Waits for text in the open Markdown preview, which is inside two frames. */
  async previewText(text: RegExp | string): Promise<void> {
    const preview = this.page.frameLocator('iframe.webview').frameLocator('iframe#active-frame');
    await preview.getByText(text).first().waitFor();
  }

  /** Closes every row of the artifact tree. */
  async collapseAll(): Promise<void> {
    // Its button is visible while the pointer is over the view.
    await this.page.locator('.part.sidebar .pane-header').first().hover();
    await this.page.getByRole('button', { name: 'Collapse All' }).first().click();
    // Until the list is drawn, only rows far down are visible, and for a moment there are none.
    const inner = this.#tree().locator('[role="treeitem"]:not([aria-level="1"])');
    await inner.first().waitFor({ state: 'detached' });
    await this.#tree().locator('[role="treeitem"][aria-level="1"]').first().waitFor();
  }

  #tree(): Locator {
    return this.page.locator('.part.sidebar .monaco-list').first();
  }

  async dismissNotifications(): Promise<void> {
    await this.command('Notifications: Clear All Notifications');
    await this.page.locator('.notifications-center').waitFor({ state: 'hidden' });
  }

  /** Waits for text in the open modal dialog. */
  async dialogText(text: RegExp | string): Promise<void> {
    await this.page.locator('.monaco-dialog-box').getByText(text).first().waitFor();
  }

  /** Answers a modal dialog. */
  async answerDialog(button: RegExp | string): Promise<void> {
    await this.dialogButton(button).click();
  }

  /** Presses a key on a row, once. */
  async key(label: RegExp | string, key: string): Promise<void> {
    const row = this.row(label);
    await row.click();
    await this.page.locator('.monaco-list:focus').getByRole('treeitem', { name: label, selected: true }).waitFor();
    await this.page.keyboard.press(key);
  }

  dialogButton(name: RegExp | string): Locator {
    return this.page.locator('.monaco-dialog-box').getByRole('button', { name });
  }

  /** Cleans up after a test, so that the next one can use the window like a new one. */
  async tidy(): Promise<void> {
    if (await this.#input().isVisible()) await this.closeInput();
    await this.command('View: Close All Editors');
    await this.dismissNotifications();
    // The first view is the artifact tree; other open views take room from it.
    const others = this.page.locator('.part.sidebar .pane-header[aria-expanded="true"]');
    while ((await others.count()) > 1) await others.last().click();
    await this.collapseAll();
    const closed = this.#tree().locator('[role="treeitem"][aria-level="1"][aria-expanded="false"]');
    while ((await closed.count()) > 0) {
      // What follows the name changes while rows are loaded again, for example once the instance answers.
      const [name = ''] = ((await closed.first().getAttribute('aria-label')) ?? '').split(',');
      await this.expand(new RegExp(`^${escapeRegExp(name)}(,|$)`));
    }
  }

  async screenshot(path: string): Promise<void> {
    // The pointer may rest on something with a hover.
    await this.page.mouse.move(1, 1);
    await this.page.screenshot({ path });
  }

  /** Leaves a picture of the window in `.build`, and prints what it shows. */
  async report(name: string): Promise<void> {
    await this.screenshot(`.build/${name}.png`).catch((error: unknown) => console.log(error));
    console.log(`${name}: ${await describeWindow(this.page)}`);
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }

  #input(): Locator {
    return quickInput(this.page);
  }
}
