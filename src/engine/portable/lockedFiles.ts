import type { Machine } from '../machine/platform.ts';
import { isWanted } from '../project/pickAssets.ts';
import { planRestore } from '../project/planRestore.ts';
import type { PlatformKey } from '../project/platforms.ts';
import type { Lock, LockedTool } from '../project/projectModel.ts';

export interface LockedFile {
  readonly tool: string;
  readonly locked: LockedTool;
  readonly asset: string;
  readonly sha256: string;
  readonly sizeBytes: number | undefined;
  readonly platforms: readonly string[];
}

/** The platforms whose files are wanted. */
export interface WhichPlatforms {
  /** Only files for these platforms, and those that fit all. With neither this nor `machine`, the files for all platforms. */
  readonly platforms?: readonly string[] | undefined;
  /** The files that a restore takes on this machine, which may be for another platform that it can run. */
  readonly machine?: Machine | undefined;
}

export interface WhichFiles extends WhichPlatforms {
  /** @default all of the lock */
  readonly tools?: readonly string[] | undefined;
}

/** The files of a lock, each once with all platforms that it is for. Pure. */
export function lockedFiles(lock: Lock, { tools, platforms, machine }: WhichFiles): readonly LockedFile[] {
  const here = new Map((machine ? planRestore(lock, machine) : []).map((one) => [one.name, one.ok && one.asset.name]));
  const isAll = !platforms && !machine;
  const isIn = (tool: string, asset: string, keys: readonly PlatformKey[]): boolean =>
    isAll || here.get(tool) === asset || (platforms !== undefined && keys.some((key) => isWanted(key, { platforms })));
  return [...lock.tools]
    .filter(([name]) => !tools || tools.includes(name))
    .flatMap(([tool, locked]) => {
      const byAsset = Map.groupBy(locked.platforms, ([, asset]) => asset);
      return [...byAsset].flatMap(([asset, entries]) => {
        const keys = entries.map(([key]) => key);
        const found = locked.assets.get(asset);
        if (!found || !isIn(tool, asset, keys)) return [];
        const { sha256, sizeBytes } = found;
        return [{ tool, locked, asset, sha256, sizeBytes, platforms: keys }];
      });
    });
}

/** The tools that are wanted but have none of these files. Pure. */
export function omittedTools(lock: Lock, files: readonly LockedFile[], { tools }: WhichFiles): readonly string[] {
  const present = new Set(files.map(({ tool }) => tool));
  return [...lock.tools.keys()].filter((name) => (!tools || tools.includes(name)) && !present.has(name));
}
