import type { Clock } from '../engine/index.ts';

/** Work that ends sooner needs no notification. */
export const PATIENCE_MS = 1000;

/** Resolves with `false` when the work ends, however it ends, and with `true` if it takes longer. */
export async function isSlow(work: Promise<unknown>, clock: Clock): Promise<boolean> {
  const soon = Promise.withResolvers<boolean>();
  const stop = clock.after(PATIENCE_MS, () => soon.resolve(true));
  const over = work.then(
    () => false,
    () => false,
  );
  const slow = await Promise.race([over, soon.promise]);
  stop();
  return slow;
}
