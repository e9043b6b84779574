/**
 * For work that does not stop by itself: returns its result, or rejects with the signal's reason on abort. A later result
 * goes to `dropped`.
 */
export function untilAbort<T>(
  work: Promise<T>,
  signal: AbortSignal,
  dropped: (late: T) => void = () => undefined,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      reject(signal.reason as Error);
      work.then(dropped, () => undefined);
    };
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    const settled = (): void => signal.removeEventListener('abort', stop);
    work.finally(settled).then(resolve, reject);
  });
}
