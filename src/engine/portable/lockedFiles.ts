import { isWanted } from '../project/pickAssets.ts';
import type { Lock, LockedTool } from '../project/projectModel.ts';

interface LockedFile {
  readonly tool: string;
  readonly locked: LockedTool;
  readonly asset: string;
  readonly sha256: string;
  readonly sizeBytes: number | undefined;
  readonly platforms: readonly string[];
}

export interface WhichFiles {
  /** @default all of the lock */
  readonly tools?: readonly string[] | undefined;
  /** Only files for these platforms. @default those for all */
  readonly platforms?: readonly string[] | undefined;
}

/** The files of a lock, each once with all platforms that it is for. Pure. */
export function lockedFiles(lock: Lock, { tools, platforms }: WhichFiles): readonly LockedFile[] {
  return [...lock.tools]
    .filter(([name]) => !tools || tools.includes(name))
    .flatMap(([tool, locked]) => {
      const byAsset = Map.groupBy(locked.platforms, ([, asset]) => asset);
      return [...byAsset].flatMap(([asset, entries]) => {
        const keys = entries.map(([key]) => key);
        const found = locked.assets.get(asset);
        if (!found || !keys.some((key) => isWanted(key, { platforms }))) return [];
        const { sha256, sizeBytes } = found;
        return [{ tool, locked, asset, sha256, sizeBytes, platforms: keys }];
      });
    });
}
