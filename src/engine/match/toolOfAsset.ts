import { sortFamilies } from './families.ts';
import { isInstallable } from './formats.ts';
import { canBeTool } from './kinds.ts';
import { readReleaseInSlices } from './release.ts';

/**
 * What the tool that an asset holds is called, where its release has several: the words of its name that are no platform
 * and no version. `undefined` for the one that is called as the repository, and where nothing else can be told.
 */
export async function toolOfAsset(
  name: string,
  release: readonly string[],
  wish: { readonly version: string; readonly repo: string },
): Promise<string | undefined> {
  const all = await readReleaseInSlices(release, wish);
  const { wanted, rivals } = sortFamilies(
    all.filter(({ kind, format }) => canBeTool(kind) && isInstallable(format)),
    wish,
  );
  if (rivals.length === 0 && wanted.some((asset) => asset.name === name)) return undefined;
  const words = all.find((asset) => asset.name === name)?.words ?? [];
  return words.length > 0 ? words.join('-') : undefined;
}
