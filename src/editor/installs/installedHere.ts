import { sourceKey } from '../../engine/index.ts';
import type { ArtifactSource, Installed } from '../../engine/index.ts';

/** The installed versions of one release list or package, those in use first. */
export type InstalledHere = (instance: string, source: ArtifactSource) => readonly string[];

/** Pure. `all` is `undefined` before the disk has been read. */
export function installedHere(all: readonly Installed[] | undefined): InstalledHere {
  const bySource = Map.groupBy(all ?? [], ({ tool }) => sourceKey(tool.instance, tool.source));
  return (instance, source) => {
    const own = bySource.get(sourceKey(instance, source)) ?? [];
    const ordered = own.toSorted((one, other) => Number(other.active) - Number(one.active));
    return [...new Set(ordered.map(({ asset }) => asset.version))];
  };
}
