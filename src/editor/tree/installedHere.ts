import { scopeId } from '../../engine/index.ts';
import type { ArtifactSource, Installed } from '../../engine/index.ts';

/** Versions of one release list or package that are installed, those in use first. */
export type InstalledHere = (instance: string, source: ArtifactSource) => readonly string[];

/** Pure. `all` is `undefined` before the disk was looked at. */
export function installedHere(all: readonly Installed[] | undefined): InstalledHere {
  return (instance, source) => {
    const scope = scopeId(instance, source);
    const own = (all ?? []).filter(({ tool }) => scopeId(tool.instance, tool.source) === scope);
    const ordered = own.toSorted((one, other) => Number(other.active) - Number(one.active));
    return [...new Set(ordered.map(({ asset }) => asset.version))];
  };
}
