import type { Browser, Page } from 'playwright-core';
import { animatedWebp } from './animatedWebp.ts';
import type { Frame } from './animatedWebp.ts';
import { Differ } from './changedPart.ts';

const FRAME_MS = 100;
/** Waiting is not worth watching. */
const LONGEST_MS = 600;
const LAST_MS = 3000;
const QUALITY = 0.8;

/** A pointer in the page, because screenshots have none. */
const POINTER = `
  const pointer = document.createElement('div');
  pointer.innerHTML = '<svg width="18" height="24" viewBox="0 0 18 24"><path d="M1 1v19l5-4 3 7 3-1-3-7h7z" fill="#000" stroke="#fff" stroke-width="1.5"/></svg>';
  pointer.style.cssText = 'position: fixed; z-index: 1000000; pointer-events: none; left: -50px; top: -50px';
  document.documentElement.append(pointer);
  document.addEventListener('mousemove', ({ clientX, clientY }) => {
    pointer.style.left = clientX + 'px';
    pointer.style.top = clientY + 'px';
  }, true);`;

interface Picture {
  readonly png: Buffer;
  readonly takenAtMs: number;
}

/** Keeps taking pictures of a page while something happens in it. */
export class Film {
  readonly #page: Page;
  readonly #pictures: Picture[] = [];
  #isRunning = true;
  readonly #ended: Promise<void>;

  private constructor(page: Page) {
    this.#page = page;
    this.#ended = this.#take();
  }

  static async start(page: Page): Promise<Film> {
    await page.evaluate(POINTER);
    return new Film(page);
  }

  async #take(): Promise<void> {
    while (this.#isRunning) {
      const takenAtMs = performance.now();
      this.#pictures.push({ png: await this.#page.screenshot(), takenAtMs });
      await this.#page.waitForTimeout(Math.max(0, FRAME_MS - (performance.now() - takenAtMs)));
    }
  }

  /** Ends the film, and returns it as a WebP file. */
  async finish(browser: Browser): Promise<Buffer> {
    this.#isRunning = false;
    await this.#ended;
    const differ = await Differ.open(browser, QUALITY);
    const frames: Frame[] = [];
    for (const [index, { png, takenAtMs }] of this.#pictures.entries()) {
      const nextMs = this.#pictures[index + 1]?.takenAtMs ?? takenAtMs + LAST_MS;
      const part = await differ.changedPart(png);
      const last = frames.at(-1);
      if (part) frames.push({ ...part, durationMs: nextMs - takenAtMs });
      else if (last) frames.splice(-1, 1, { ...last, durationMs: last.durationMs + nextMs - takenAtMs });
    }
    const cut = (frame: Frame, index: number): Frame =>
      index === frames.length - 1 ? frame : { ...frame, durationMs: Math.min(frame.durationMs, LONGEST_MS) };
    const { width, height } = this.#page.viewportSize() ?? { width: 0, height: 0 };
    return animatedWebp(frames.map(cut), width, height);
  }
}
