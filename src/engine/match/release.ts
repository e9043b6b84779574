import { readAssetName } from './assetName.ts';
import type { AssetName, NameContext } from './assetName.ts';
import { versionRemover } from '../versions/versionInName.ts';

/** No file system takes a longer name; a server can send one of any length. */
const MAX_NAME_LENGTH = 255;

/** Reads all names of one release, without those that no file can have: what they share says more than one name alone. */
export function readRelease(
  names: readonly string[],
  { version, repo, tool }: { readonly version: string; readonly repo: string; readonly tool?: string },
): readonly AssetName[] {
  const readable = names.filter((name) => name.length <= MAX_NAME_LENGTH);
  const tools = tool === undefined ? [repo] : [tool, repo];
  const context: NameContext = { withoutVersion: versionRemover(version), tools, shared: new Set() };
  const shared = sharedWords(readable.map((name) => readAssetName(name, context)));
  return readable.map((name) => readAssetName(name, { ...context, shared }));
}

/** Words in the name of every build: a tool may be called `docs` or `source`. */
function sharedWords(assets: readonly AssetName[]): ReadonlySet<string> {
  const [first, ...others] = assets.filter(({ os }) => os !== undefined);
  if (!first || others.length === 0) return new Set();
  return new Set(first.words.filter((word) => others.every(({ words }) => words.includes(word))));
}

/** Whether the name says nothing about where the file runs. */
export function namesNothing({ os, archs }: Pick<AssetName, 'os' | 'archs'>): boolean {
  return os === undefined && archs.length === 0;
}
