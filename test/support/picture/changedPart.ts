import type { Browser, Page } from 'playwright-core';
import type { Frame } from './animatedWebp.ts';

type ChangedPart = Omit<Frame, 'durationMs'>;

/** Runs in a page. Returns the rectangle that differs from the previous picture, as WebP; nothing if both are the same. */
const COMPARE = `async ({ png, quality }) => {
  const bytes = Uint8Array.from(atob(png), (one) => one.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
  const { width, height } = bitmap;
  const draw = (canvas, ...place) => canvas.getContext('2d', { willReadFrequently: true }).drawImage(bitmap, ...place);
  const whole = new OffscreenCanvas(width, height);
  draw(whole, 0, 0);
  const pixels = new Uint32Array(whole.getContext('2d').getImageData(0, 0, width, height).data.buffer);
  const before = globalThis.before;
  globalThis.before = pixels;
  let [left, top, right, bottom] = before ? [width, height, -1, -1] : [0, 0, width - 1, height - 1];
  for (let at = 0; before && at < pixels.length; at += 1) {
    if (pixels[at] === before[at]) continue;
    const [x, y] = [at % width, Math.floor(at / width)];
    [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
  }
  if (right < 0) return undefined;
  [left, top] = [left - (left % 2), top - (top % 2)];
  const part = new OffscreenCanvas(right - left + 1, bottom - top + 1);
  draw(part, -left, -top);
  const blob = await part.convertToBlob({ type: 'image/webp', quality });
  const text = Array.from(new Uint8Array(await blob.arrayBuffer()), (one) => String.fromCharCode(one)).join('');
  return { x: left, y: top, width: part.width, height: part.height, webp: btoa(text) };
}`;

/** Compares consecutive pictures in a page of its own, where the browser decodes and encodes. */
export class Differ {
  readonly #page: Page;
  readonly #quality: number;

  private constructor(page: Page, quality: number) {
    this.#page = page;
    this.#quality = quality;
  }

  /** @param quality of the pictures, from 0 to 1 */
  static async open(browser: Browser, quality: number): Promise<Differ> {
    return new Differ(await (await browser.newContext()).newPage(), quality);
  }

  /** The part that differs from the previous picture. */
  async changedPart(png: Buffer): Promise<ChangedPart | undefined> {
    const given = JSON.stringify({ png: png.toString('base64'), quality: this.#quality });
    const part = await this.#page.evaluate<(ChangedPart & { webp: string }) | undefined>(`(${COMPARE})(${given})`);
    return part && { ...part, webp: Buffer.from(part.webp, 'base64') };
  }
}
