/** How much of a body arrived in the current window. */
export interface RateWindow {
  /** The time spent waiting for the server; time that the reader took does not count. */
  readonly waitedMs: number;
  readonly bytes: number;
}

/** Slower than any line that people download over, but faster than a server that keeps a connection alive byte by byte. */
export const MINIMUM_BYTES_PER_SECOND = 1024;

export const EMPTY_WINDOW: RateWindow = { waitedMs: 0, bytes: 0 };

/**
 * The window after `bytes` arrived in `waitedMs`, or `undefined` if a full window had too few: a trickling body counts as
 * stalled. Windows do not overlap, so a fast one does not make up for the next. Pure.
 */
export function nextWindow(window: RateWindow, chunk: RateWindow, windowMs: number): RateWindow | undefined {
  const waitedMs = window.waitedMs + chunk.waitedMs;
  const bytes = window.bytes + chunk.bytes;
  if (waitedMs < windowMs) return { waitedMs, bytes };
  return (bytes * 1000) / waitedMs < MINIMUM_BYTES_PER_SECOND ? undefined : EMPTY_WINDOW;
}
