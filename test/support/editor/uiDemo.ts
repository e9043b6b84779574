import type { Browser } from 'playwright-core';
import { launchBrowser } from './chromium.ts';
import { startDemo } from './demo.ts';
import type { Demo, DemoOptions } from './demo.ts';
import { Workbench } from './workbench.ts';

type Viewport = { readonly width: number; readonly height: number };

export interface UiDemo {
  readonly demo: Demo;
  /**
   * Returns a window with the extension's view open and all its rows closed. Opening one takes most of a test's time, so
   * windows stay open until the end of the suite, and a test gets those of the previous one, tidied up. A second call
   * returns a second window. A test that needs a new window closes the one it has.
   */
  readonly openWindow: (viewport?: Viewport) => Promise<Workbench>;
}

/**
 * The repository of the open folder, which is found a moment after the window opened. From then on, no row moves by itself.
 */
const LAST_TO_COME = /^alice\/hello/;
const VIEWPORT: Viewport = { width: 1280, height: 800 };

let browserOfProcess: Promise<Browser> | undefined;

/** One browser for all suites of a process, which ends with it. Every window has a context of its own. */
function browserOnce(): Promise<Browser> {
  browserOfProcess ??= launchBrowser();
  return browserOfProcess;
}

/** A demo for all tests of the calling suite. `isEmpty`: the tree is empty, so there is nothing to wait for. */
export function useUiDemo(options: DemoOptions & { readonly isEmpty?: boolean } = {}): () => UiDemo {
  let demo: Demo | undefined;
  let used: Workbench[] = [];
  let free: Workbench[] = [];

  before(async () => {
    [demo] = await Promise.all([startDemo(options), browserOnce()]);
  });
  afterEach(async function () {
    demo?.forge.faults.clear();
    if (this.currentTest?.isFailed()) {
      // A failure must not affect the next test.
      await Promise.all(used.map((window, index) => window.report(`failed-${process.pid}-${index}`)));
      await Promise.all(used.map((window) => window.close()));
    }
    free = [...used, ...free].filter(({ page }) => !page.isClosed());
    used = [];
  });
  after(async () => {
    await Promise.all(free.map((window) => window.close()));
    await demo?.stop();
  });

  async function openNew(url: string): Promise<Workbench> {
    const window = await Workbench.open(await browserOnce(), url, VIEWPORT);
    used.push(window);
    await window.openContainer('Forgejo Artifacts');
    if (options.isEmpty) return window;
    try {
      await window.row(LAST_TO_COME).waitFor({ timeout: 10_000 });
    } catch {
      // A window that is still opening may put back the container that it showed first.
      await window.openContainer('Forgejo Artifacts');
      await window.row(LAST_TO_COME).waitFor();
    }
    return window;
  }

  async function reuse(window: Workbench): Promise<Workbench> {
    used.push(window);
    await window.tidy();
    return window;
  }

  return () => {
    if (!demo) throw new Error('the demo runs only while tests do');
    const running = demo;
    return {
      demo: running,
      openWindow: async (viewport = VIEWPORT) => {
        const left = free.shift();
        const window = await (left ? reuse(left) : openNew(running.url));
        await window.page.setViewportSize(viewport);
        return window;
      },
    };
  };
}
