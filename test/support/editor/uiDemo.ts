import type { Browser } from 'playwright-core';
import { launchBrowser } from './chromium.ts';
import { startDemo } from './demo.ts';
import type { Demo, DemoOptions } from './demo.ts';
import { Workbench } from './workbench.ts';

export interface UiDemo {
  readonly demo: Demo;
  /** A new window with the extension's view open. Closed at the end of the test. */
  readonly openWindow: (viewport?: { readonly width: number; readonly height: number }) => Promise<Workbench>;
}

/** The open folder's repository, found a moment after the window opened; from then on no row moves by itself. */
const LAST_TO_COME = /^alice\/hello/;

/** A demo and a browser for all tests of the suite that calls this. `isEmpty`: there is nothing in the tree to wait for. */
export function useUiDemo(options: DemoOptions & { readonly isEmpty?: boolean } = {}): () => UiDemo {
  let demo: Demo | undefined;
  let browser: Browser | undefined;
  const windows: Workbench[] = [];

  before(async () => {
    [demo, browser] = await Promise.all([startDemo(options), launchBrowser()]);
  });
  afterEach(async function () {
    for (const [index, window] of windows.splice(0).entries()) {
      if (this.currentTest?.isFailed()) await window.screenshot(`.build/failed-${index}.png`);
      await window.close();
    }
    demo?.forge.faults.clear();
  });
  after(async () => {
    await browser?.close();
    await demo?.stop();
  });

  return () => {
    if (!demo || !browser) throw new Error('the demo runs only while tests do');
    const [runningDemo, runningBrowser] = [demo, browser];
    return {
      demo,
      openWindow: async (viewport) => {
        const window = await Workbench.open(runningBrowser, runningDemo.url, viewport);
        windows.push(window);
        await window.openContainer('Forgejo Artifacts');
        if (!options.isEmpty) await window.row(LAST_TO_COME).waitFor();
        return window;
      },
    };
  };
}
