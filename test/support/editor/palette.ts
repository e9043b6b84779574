import { errors } from 'playwright-core';
import type { Locator, Page } from 'playwright-core';
import { escapeRegExp } from '../escapeRegExp.ts';

/** How long the palette may take to open or to find a command before it is checked again. */
const PATIENCE_MS = 10_000;

/** The text field of the open list or input box. */
export function quickInput(page: Page): Locator {
  return page.locator('.quick-input-widget input[type="text"], .quick-input-widget input[type="password"]').first();
}

/** An entry of the open list. */
export function quickOption(page: Page, name: RegExp | string): Locator {
  return page.locator('.quick-input-widget').getByRole('option', { name }).first();
}

/** Opens the palette at a command and returns its entry. */
export function openPalette(page: Page, title: string): Promise<Locator> {
  return inPalette(page, title, async (entry) => {
    await entry.waitFor({ timeout: PATIENCE_MS });
    return entry;
  });
}

/** Runs a command through the palette. */
export function runInPalette(page: Page, title: string): Promise<void> {
  return inPalette(page, title, clickUntilClosed);
}

/**
 * Clicks an entry of the palette, which closes it. While a window opens, the palette may be drawn again between press and
 * release, and then the click runs nothing. Enter would run whatever has the focus, perhaps an entry with a similar name.
 */
async function clickUntilClosed(entry: Locator): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    await entry.click({ timeout: PATIENCE_MS });
    try {
      return await entry.waitFor({ state: 'hidden', timeout: PATIENCE_MS / 4 });
    } catch (error) {
      if (tries === 4) throw error;
    }
  }
}

/**
 * Opens the palette, types a command and uses its entry. A command that has just run may still take the focus when it
 * ends, which closes the palette; then it is opened again. A palette that stays open without the command is a failure.
 */
async function inPalette<T>(page: Page, title: string, use: (entry: Locator) => Promise<T>): Promise<T> {
  const input = quickInput(page);
  const entry = quickOption(page, new RegExp(`^${escapeRegExp(title)}`));
  for (let tries = 1; ; tries += 1) {
    // A palette that is still closing would receive the key.
    await input.waitFor({ state: 'hidden' });
    await page.keyboard.press('F1');
    try {
      await input.fill(`>${title}`, { timeout: PATIENCE_MS });
      return await use(entry);
    } catch (error) {
      if (!(error instanceof errors.TimeoutError) || tries === 3 || (await input.isVisible())) throw error;
    }
  }
}
