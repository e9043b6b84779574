import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../support/editor/chromium.ts';
import { startDemo } from '../support/editor/demo.ts';
import type { Demo } from '../support/editor/demo.ts';
import { Workbench } from '../support/editor/workbench.ts';

describe('the extension in an editor whose display language is German', () => {
  let demo: Demo;
  let browser: Browser;

  before(async () => {
    [demo, browser] = await Promise.all([startDemo(), launchBrowser()]);
  });
  after(async () => {
    await browser.close();
    await demo.stop();
  });

  it('translates views, rows, commands, questions and messages', async () => {
    const window = await Workbench.open(browser, demo.url, undefined, 'de');
    await window.openContainer('Forgejo Artifacts');
    await window.page
      .getByRole('button', { name: /Artefakte/ })
      .first()
      .waitFor();
    await window.expand(/^tools\/bundler/);
    await window.expand(/^v1\.1\.0, .*vor \d+ .*\d+ Dateien/);
    await window.page
      .getByRole('treeitem', { name: /nicht heruntergeladen/ })
      .first()
      .waitFor();
    await window.screenshot('.build/german.png');
    await window.command('Forgejo Artifacts: Downloads von heute anzeigen');
    const message = await window.notification(/Downloads heute: .* 0 von 200\. Neu gezählt wird ab/);
    assert.ok(message);
  });
});
