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

let browserOfRun: Promise<Browser> | undefined;

/** One browser for all suites of a run; every window has a context of its own, and the browser ends with the process. */
function browserOnce(): Promise<Browser> {
  browserOfRun ??= launchBrowser();
  return browserOfRun;
}

/** A demo for all tests of the suite that calls this. `isEmpty`: there is nothing in the tree to wait for. */
export function useUiDemo(options: DemoOptions & { readonly isEmpty?: boolean } = {}): () => UiDemo {
  let demo: Demo | undefined;
  const windows: Workbench[] = [];

  before(async () => {
    [demo] = await Promise.all([startDemo(options), browserOnce()]);
  });
  afterEach(async function () {
    for (const [index, window] of windows.splice(0).entries()) {
      if (this.currentTest?.isFailed()) await window.screenshot(`.build/failed-${index}.png`);
      await window.close();
    }
    demo?.forge.faults.clear();
  });
  after(async () => {
    await demo?.stop();
  });

  return () => {
    if (!demo) throw new Error('the demo runs only while tests do');
    const running = demo;
    return {
      demo: running,
      openWindow: async (viewport) => {
        const window = await Workbench.open(await browserOnce(), running.url, viewport);
        windows.push(window);
        await window.openContainer('Forgejo Artifacts');
        if (!options.isEmpty) await window.row(LAST_TO_COME).waitFor();
        return window;
      },
    };
  };
}
