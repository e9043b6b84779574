import type { Locator, Page } from 'playwright-core';

/** How long a row may take to open. This is far more than it needs, for the case of a busy machine. */
const PATIENCE_MS = 30_000;

/**
 * Opens or closes a row. A click toggles it, however long that takes, so a second one could undo it. Only a click that went to
 * another row is repeated: new rows above push this one down, perhaps between finding its position and the click.
 */
export async function toggleRow(row: Locator, isToBeOpen: boolean): Promise<void> {
  const page = row.page();
  await row.waitFor();
  const isDone = async (): Promise<boolean> => (await row.getAttribute('aria-expanded')) === String(isToBeOpen);
  const isSelected = async (): Promise<boolean> => (await row.getAttribute('aria-selected')) === 'true';
  for (let tries = 1; !(await isDone()); tries += 1) {
    if (tries > 10) throw new Error(`${String(row)} cannot be clicked`);
    // A tooltip under the pointer would cover the row below for as long as the pointer stays.
    await page.mouse.move(1, 1);
    await row.click();
    for (let frames = 0; frames < 60 && !(await isSelected()); frames += 1) await nextFrame(page);
    if (await isSelected()) break;
  }
  const deadlineMs = performance.now() + PATIENCE_MS;
  while (!(await isDone())) {
    if (performance.now() > deadlineMs) throw new Error(`${String(row)} does not ${isToBeOpen ? 'open' : 'close'}`);
    await nextFrame(page);
  }
}

/** The list is drawn in the next frame. */
export async function nextFrame(page: Page): Promise<void> {
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
}
