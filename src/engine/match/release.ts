import { readAssetName } from './assetName.ts';
import type { AssetName, NameContext } from './assetName.ts';
import type { Arch, Os } from '../machine/platform.ts';
import { mapInSlices } from '../slices.ts';
import { versionRemover } from '../versions/versionInName.ts';
import { assetKindOf } from './kinds.ts';
import { wordsInAll } from './wordsInAll.ts';

export interface ReleaseNames {
  readonly version: string;
  readonly repo: string;
  readonly tool?: string | undefined;
}

/** Reads all names of one release: together they say more than one name alone. */
export function readRelease(names: readonly string[], release: ReleaseNames): readonly AssetName[] {
  const readWith = readerOf(release);
  const read = names.map(readWith(new Set()));
  const shared = sharedKindWords(read);
  return withMeantArchs(shared.size === 0 ? read : names.map(readWith(shared)));
}

/** The same for thousands of names, yielding to other work in between. */
export async function readReleaseInSlices(
  names: readonly string[],
  release: ReleaseNames,
): Promise<readonly AssetName[]> {
  const readWith = readerOf(release);
  const read = await mapInSlices(names, readWith(new Set()));
  const shared = sharedKindWords(read);
  return withMeantArchs(shared.size === 0 ? read : await mapInSlices(names, readWith(shared)));
}

/** There is no 32-bit macOS any more: a publisher who writes `x86` for it, and `x64` nowhere, means 64 bits everywhere. */
function withMeantArchs(assets: readonly AssetName[]): readonly AssetName[] {
  const has = (arch: Arch, os?: Os): boolean =>
    assets.some((asset) => asset.archs.includes(arch) && (os === undefined || asset.os === os));
  if (has('x64') || !has('ia32', 'darwin')) return assets;
  return assets.map((asset) => ({ ...asset, archs: asset.archs.map((arch) => (arch === 'ia32' ? 'x64' : arch)) }));
}

function readerOf({ version, repo, tool }: ReleaseNames): (shared: ReadonlySet<string>) => (name: string) => AssetName {
  const tools = tool === undefined ? [repo] : [tool, repo];
  const context: Omit<NameContext, 'shared'> = { withoutVersion: versionRemover(version), tools };
  return (shared) => (name) => readAssetName(name, { ...context, shared });
}

/** Words in the name of every build that would change the kind of each: a tool may be called `docs` or `source`. */
function sharedKindWords(assets: readonly AssetName[]): ReadonlySet<string> {
  const [first = [], ...others] = assets.filter(({ os }) => os !== undefined).map(({ words }) => words);
  return wordsInAll([first.filter((word) => assetKindOf(word) !== undefined), ...others]);
}

/** Whether the name says nothing about where the file runs. */
export function namesNothing({ os, archs }: Pick<AssetName, 'os' | 'archs'>): boolean {
  return os === undefined && archs.length === 0;
}
