import { writeFile } from 'node:fs/promises';
import type { Locator } from 'playwright-core';
import { launchBrowser } from './support/editor/chromium.ts';
import { startDemo } from './support/editor/demo.ts';
import { Workbench } from './support/editor/workbench.ts';
import { programVersion } from './support/forge/demo/files.ts';
import { DEMO_KEYS } from './support/forge/demo/keys.ts';
import { Film } from './support/picture/film.ts';

/** `npm run picture` films the main job in the real editor for the README, from the search to the evidence. */
const FILE = 'media/main-job.webp';
const SIZE = { width: 1000, height: 600 };
const VERSION = programVersion('esbuild');
const VERSION_ROW = new RegExp(`^v${VERSION.replaceAll('.', '\\.')},`);
const PROGRAM = /^esbuild.*linux-x64/;

async function play(window: Workbench): Promise<void> {
  const { page } = window;
  const pause = (ms: number): Promise<void> => page.waitForTimeout(ms);
  const glideTo = async (target: Locator): Promise<void> => {
    await target.waitFor();
    const box = await target.boundingBox();
    if (box) await page.mouse.move(box.x + Math.min(box.width / 2, 90), box.y + box.height / 2, { steps: 10 });
  };
  const click = async (target: Locator): Promise<void> => {
    await glideTo(target);
    await target.click();
  };
  const type = (text: string): Promise<void> => page.keyboard.type(text, { delay: 60 });
  // Away from the edge, which lights up under the pointer.
  await page.mouse.move(700, 300);
  await pause(700);
  await page.keyboard.press('F1');
  await type('Forgejo Artifacts: Search');
  await pause(500);
  await click(window.option(/^Forgejo Artifacts: Search/));
  await window.inputMessage(/Search/);
  await type('esbuild');
  await window.option(/workshop\/esbuild/).waitFor();
  await pause(700);
  await click(window.option(/workshop\/esbuild/));
  await window.row(/^workshop\/esbuild/).waitFor();
  await pause(700);
  await glideTo(window.row(/^workshop\/esbuild/));
  await window.expand(/^workshop\/esbuild/);
  await glideTo(window.row(VERSION_ROW));
  await window.expand(VERSION_ROW);
  await pause(700);
  await glideTo(window.row(PROGRAM));
  await pause(400);
  await window.press(PROGRAM, /^Download/);
  await window.row(new RegExp(`${PROGRAM.source}.*signed`)).waitFor();
  await pause(1200);
  await click(page.getByRole('button', { name: /^Clear Notification/ }).first());
  await click(window.row(PROGRAM));
  await pause(500);
  await window.command('Forgejo Artifacts: Show Evidence');
  await page.mouse.move(700, 500, { steps: 10 });
  await window.previewText(/Evidence, strongest first/);
  await pause(1500);
}

const demo = await startDemo({
  installed: true,
  instance: { repositories: [], owners: [] },
  settings: (instance) => ({
    // Tooltips would cover the rows.
    'workbench.hover.delay': 60_000,
    'forgejoArtifacts.verification.trustedKeys': [{ instance, owner: 'workshop', key: DEMO_KEYS.minisign.text }],
  }),
});
const browser = await launchBrowser();
try {
  const window = await Workbench.open(browser, demo.url, SIZE);
  await window.openContainer('Forgejo Artifacts');
  await window.row(/^alice\/hello/).waitFor();
  await window.widenSideBar(380);
  demo.forge.faults.add({ kind: 'trickle', bytesPerSecond: 4_000_000, path: /attachments/ });
  const film = await Film.start(window.page);
  try {
    await play(window);
  } catch (error) {
    await window.screenshot('.build/picture-failed.png');
    throw error;
  }
  const file = await film.finish(browser);
  await writeFile(FILE, file);
  console.log(`${FILE}, ${(file.length / 1024).toFixed(0)} KiB`);
} finally {
  await browser.close();
  await demo.stop();
}
