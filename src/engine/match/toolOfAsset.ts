import { sortBuilds } from './toolBuilds.ts';
import { isInstallable } from './formats.ts';
import { canBeTool } from './kinds.ts';
import { readReleaseInSlices } from './release.ts';

/**
 * The name of the tool in an asset, if its release has several: the words of its name that are neither platform nor version.
 * `undefined` for the tool named like the repository, and if no name can be found.
 */
export async function toolOfAsset(
  name: string,
  release: readonly string[],
  options: { readonly version: string; readonly repo: string },
): Promise<string | undefined> {
  const all = await readReleaseInSlices(release, options);
  const { wanted, rivals } = sortBuilds(
    all.filter(({ kind, format }) => canBeTool(kind) && isInstallable(format)),
    options,
  );
  if (rivals.length === 0 && wanted.some((asset) => asset.name === name)) return undefined;
  const words = all.find((asset) => asset.name === name)?.words ?? [];
  return words.length > 0 ? words.join('-') : undefined;
}
