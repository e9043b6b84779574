import type { Browser } from 'playwright-core';
import { launchBrowser } from './chromium.ts';
import { startDemo } from './demo.ts';
import type { Demo, DemoOptions } from './demo.ts';
import { Workbench } from './workbench.ts';

export interface UiDemo {
  readonly demo: Demo;
  /** A new window with the extension's view open. Closed at the end of the test. */
  readonly openWindow: () => Promise<Workbench>;
}

/** A demo and a browser for all tests of the suite that calls this. */
export function useUiDemo(options: DemoOptions = {}): () => UiDemo {
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
      openWindow: async () => {
        const window = await Workbench.open(runningBrowser, runningDemo.url);
        windows.push(window);
        await window.openContainer('Forgejo Artifacts');
        return window;
      },
    };
  };
}
