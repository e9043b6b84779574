import type { Page } from 'playwright-core';

/** What a window shows at a failure. */
const SHOWN = {
  dialog: '.monaco-dialog-box',
  'quick input': '.quick-input-widget',
  notification: '.notification-list-item',
  'side bar': '.part.sidebar .title-label',
  view: '.part.sidebar .pane-header',
  row: '.part.sidebar [role="treeitem"]',
  'status bar': '.statusbar-item',
} as const;
const MOST_LINES = 20;
const TIMEOUT_MS = 5000;

/**
 * What a window shows, in text, and what the editor logged. It is for the output of a failed test, because nobody sees the
 * pictures of a machine that runs tests for others.
 */
export async function describeWindow(page: Page): Promise<string> {
  // The smoke-test driver keeps notifications in their centre. A dialog would take the click, and is listed anyway.
  await page
    .locator('.statusbar-item[id="status.notifications"]')
    .click({ timeout: TIMEOUT_MS })
    .catch(() => undefined);
  const shown = await Promise.all(Object.entries(SHOWN).map(([name, selector]) => textsOf(page, name, selector)));
  return [page.url(), ...shown.flat(), ...(await logged(page))].join('\n    ');
}

async function textsOf(page: Page, name: string, selector: string): Promise<readonly string[]> {
  const texts = await page
    .locator(`${selector}:visible`)
    .allInnerTexts()
    .catch((error: unknown) => [String(error)]);
  return texts.map((text) => `${name}: ${text.replace(/\s+/g, ' ').slice(0, 300)}`);
}

/** The latest lines of the window's log about failures and about the process that runs extensions. */
async function logged(page: Page): Promise<readonly string[]> {
  const files = await page
    .evaluate<readonly { readonly contents: string }[]>('window.driver?.getLogs() ?? []')
    .catch((error: unknown) => [{ contents: `[error] ${String(error)}` }]);
  const lines = files.flatMap(({ contents }) => contents.split('\n'));
  const telling = lines.filter((line) => /\[error\]|\[warning\]|extension host|reconnect/i.test(line));
  return telling.slice(-MOST_LINES).map((line) => `log: ${line.slice(0, 300)}`);
}
