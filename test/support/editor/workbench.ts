import type { Browser, Locator, Page } from 'playwright-core';

/** How long anything in the editor may take to appear; far more than it needs, for a machine that is busy. */
const PATIENCE_MS = 30_000;

/** A window of the editor, used as a person uses it: by what can be seen, read aloud, clicked and typed. */
export class Workbench {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    page.setDefaultTimeout(PATIENCE_MS);
  }

  static async open(browser: Browser, url: string, viewport = { width: 1280, height: 800 }): Promise<Workbench> {
    const page = await (await browser.newContext({ viewport })).newPage();
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

  /** A row of any tree by what a screen reader says of it. */
  row(label: RegExp | string): Locator {
    return this.page.getByRole('treeitem', { name: label }).first();
  }

  /** Opens a row that holds others. */
  async expand(label: RegExp | string): Promise<void> {
    const row = this.row(label);
    await row.waitFor();
    const isOpen = async (): Promise<boolean> => (await row.getAttribute('aria-expanded')) === 'true';
    // Rows that come in above push it down, perhaps between the look at its place and the click.
    for (let tries = 1; !(await isOpen()); tries += 1) {
      if (tries > 10) throw new Error(`${String(label)} does not open`);
      await row.click();
      // The click opens it, as a rule; on an open row the key would go on to the first row inside.
      await this.#settle(isOpen);
      if ((await isOpen()) || (await row.getAttribute('aria-selected')) !== 'true') continue;
      await this.page.keyboard.press('ArrowRight');
      await this.#settle(isOpen);
    }
  }

  /** Closes a row that holds others. */
  async fold(label: RegExp | string): Promise<void> {
    const row = this.row(label);
    const isClosed = async (): Promise<boolean> => (await row.getAttribute('aria-expanded')) === 'false';
    for (let tries = 1; !(await isClosed()); tries += 1) {
      if (tries > 10) throw new Error(`${String(label)} does not close`);
      await row.click();
      await this.#settle(isClosed);
    }
  }

  /** Waits a while for something that may well not come. */
  async #settle(done: () => Promise<boolean>): Promise<void> {
    for (let frames = 0; frames < 60 && !(await done()); frames += 1) await this.#frame();
  }

  /** The list draws in the next frame. */
  async #frame(): Promise<void> {
    await this.page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  }

  /** Scrolls the tree down until the row is there: rows out of sight do not exist. */
  async scrollTo(label: RegExp | string): Promise<void> {
    const row = this.row(label);
    await this.page.locator('.part.sidebar .monaco-list').first().hover();
    for (let tries = 0; tries < 100 && !(await row.isVisible()); tries += 1) {
      await this.page.mouse.wheel(0, 400);
      await this.#frame();
    }
    await row.waitFor();
  }

  /** Runs a command through the palette, typing its name. */
  async command(title: string): Promise<void> {
    await this.#openPalette(`>${title}`);
    // Enter would run whatever has the focus, which may be an entry of a similar name.
    await this.option(new RegExp(`^${escape(title)}`)).click();
  }

  /** Waits until the palette has a command of that name, and closes it again. */
  async knowsCommand(title: string): Promise<void> {
    await this.#openPalette(`>${title}`);
    await this.option(new RegExp(`^${escape(title)}`)).waitFor();
    await this.page.keyboard.press('Escape');
    await this.#input().waitFor({ state: 'hidden' });
  }

  /** A palette that is just closing swallows the key that would open it. */
  async #openPalette(text: string): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      await this.page.keyboard.press('F1');
      const isOpen = await this.#input()
        .fill(text, { timeout: 3000 })
        .then(() => true)
        .catch((error: unknown) => {
          if (tries >= 5) throw error;
          return false;
        });
      if (isOpen) return;
    }
  }

  /** An entry of the open quick pick. */
  option(name: RegExp | string): Locator {
    return this.page.locator('.quick-input-widget').getByRole('option', { name }).first();
  }

  async pick(name: RegExp | string): Promise<void> {
    await this.option(name).click();
  }

  /** Types into the open input box, once it says `prompt`. */
  async type(prompt: RegExp | string, text: string): Promise<void> {
    await this.page.locator('.quick-input-widget').getByText(prompt).first().waitFor();
    await this.#input().fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** What the open input box says is wrong, or asks. */
  async inputMessage(text: RegExp | string): Promise<void> {
    await this.page.locator('.quick-input-widget').getByText(text).first().waitFor();
  }

  /** Makes the side bar so wide, by its edge. */
  async widenSideBar(width: number): Promise<void> {
    const edge = await this.page.locator('.part.sidebar').boundingBox();
    if (!edge) throw new Error('there is no side bar');
    const y = edge.y + edge.height / 2;
    await this.page.mouse.move(edge.x + edge.width, y);
    await this.page.mouse.down();
    await this.page.mouse.move(edge.x + width, y, { steps: 4 });
    await this.page.mouse.up();
  }

  /** Presses a button of a row, shown while the pointer is over it. */
  async press(label: RegExp | string, button: RegExp | string): Promise<void> {
    const row = this.row(label);
    await row.waitFor();
    // A row that is drawn anew under a pointer at rest does not show its buttons, until the pointer moves again.
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
   * A notification; the smoke-test driver keeps them in their centre, so that is opened first. Pressing a button in it
   * closes it, perhaps after the next look for it has begun.
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

  /** Text in the open markdown preview, which lives in two frames. */
  async previewText(text: RegExp | string): Promise<void> {
    const preview = this.page.frameLocator('iframe.webview').frameLocator('iframe#active-frame');
    await preview.getByText(text).first().waitFor();
  }

  /** Closes every row of the artifact tree. */
  async collapseAll(): Promise<void> {
    await this.page.getByRole('button', { name: 'Collapse All' }).first().click();
  }

  async dismissNotifications(): Promise<void> {
    await this.command('Notifications: Clear All Notifications');
  }

  /** Text in the open modal dialog. */
  async dialogText(text: RegExp | string): Promise<void> {
    await this.page.locator('.monaco-dialog-box').getByText(text).first().waitFor();
  }

  /** Answers a modal dialog. */
  async answerDialog(button: RegExp | string): Promise<void> {
    await this.dialogButton(button).click();
  }

  /** Presses a key on a row, until there is an answer: a row that is drawn anew after the click does not hear the key. */
  async key(label: RegExp | string, key: string, answer: Locator): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      await this.row(label).click();
      await this.page.keyboard.press(key);
      try {
        return await answer.waitFor({ timeout: PATIENCE_MS / 3 });
      } catch (error) {
        if (tries === 3) throw error;
      }
    }
  }

  dialogButton(name: RegExp | string): Locator {
    return this.page.locator('.monaco-dialog-box').getByRole('button', { name });
  }

  async screenshot(path: string): Promise<void> {
    // The pointer may rest on something that shows a hover.
    await this.page.mouse.move(1, 1);
    await this.page.screenshot({ path });
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }

  #input(): Locator {
    return this.page
      .locator('.quick-input-widget input[type="text"], .quick-input-widget input[type="password"]')
      .first();
  }
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
