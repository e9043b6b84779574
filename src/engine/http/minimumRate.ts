/** What has come of a body since the present window began. */
export interface RateWindow {
  /** How long it was waited for; time that the reader took is not held against the server. */
  readonly waitedMs: number;
  readonly bytes: number;
}

/** Slower than any line that people download over; a server that keeps a connection alive byte by byte is slower still. */
export const MINIMUM_BYTES_PER_SECOND = 1024;

export const EMPTY_WINDOW: RateWindow = { waitedMs: 0, bytes: 0 };

/**
 * The window after `bytes` came in `waitedMs`, or `undefined` when a full one had too few: a body that trickles stands
 * still in all but name. Windows do not overlap; a fast one says nothing for the next. Pure.
 */
export function nextWindow(window: RateWindow, chunk: RateWindow, windowMs: number): RateWindow | undefined {
  const waitedMs = window.waitedMs + chunk.waitedMs;
  const bytes = window.bytes + chunk.bytes;
  if (waitedMs < windowMs) return { waitedMs, bytes };
  return (bytes * 1000) / waitedMs < MINIMUM_BYTES_PER_SECOND ? undefined : EMPTY_WINDOW;
}
