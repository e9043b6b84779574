import type { CachedAsset } from '../cache/downloadRequest.ts';
import { isEngineError } from '../errors.ts';

/**
 * Obtains a file and uses it. A copy that turns out to have changed on this disk is in quarantine by then and is obtained
 * again, once, because its publisher is not to blame.
 * @throws what `obtain` and `use` throw; the error of the first use if no other copy can be obtained
 */
export async function withIntactCopy<T>(
  obtain: () => Promise<CachedAsset>,
  use: (found: CachedAsset) => Promise<T>,
  signal?: AbortSignal,
): Promise<{ readonly found: CachedAsset; readonly used: T }> {
  const found = await obtain();
  try {
    return { found, used: await use(found) };
  } catch (error) {
    if (!isEngineError(error, 'integrity') || error.facts.quarantinePath === undefined) throw error;
    const again = await obtain().catch(() => {
      signal?.throwIfAborted();
      throw error;
    });
    return { found: again, used: await use(again) };
  }
}
