import { safeFileName } from '../safeName.ts';
import { platformWord } from '../match/platformWords.ts';
import { tokenise } from '../match/tokenise.ts';
import { versionRemover } from '../versions/versionInName.ts';

/** What is typed to run a program whose file ends so. */
const RUNNABLE_ENDING = /\.(?:exe|com|cmd|bat|appimage)$/i;

export interface NamingContext {
  readonly version: string;
  readonly tool: string;
  /** The whole asset is this one file, so that its name is the asset's. */
  readonly isWholeAsset: boolean;
}

/**
 * What to type for each file: its name without what only tells builds apart (`tool-1.2-linux-amd64` is `tool`). In an
 * archive that is cut off only where the rest is the tool's own name or there is one file: `qemu-system-x86_64` is called so.
 */
export function commandNames(paths: readonly string[], context: NamingContext): ReadonlyMap<string, string> {
  const plain = new Map(paths.map((path) => [path, safeFileName(baseName(path).replace(RUNNABLE_ENDING, ''))]));
  const short = new Map([...plain].map(([path, name]) => [path, shortName(name, paths.length === 1, context)]));
  const taken = [...short.values()].map((name) => name.toLowerCase());
  return new Set(taken).size === taken.length ? short : plain;
}

export function baseName(path: string): string {
  return path.split('/').at(-1) ?? '';
}

function shortName(name: string, isOnly: boolean, { version, tool, isWholeAsset }: NamingContext): string {
  // A build that is called after its platform alone.
  if (isWholeAsset && isTail(name, version)) return safeFileName(tool);
  const cut = withoutTail(name, version);
  return isOnly || cut.toLowerCase() === tool.toLowerCase() ? cut : name;
}

/** Cuts the longest end that says only version and platform; something always stays. */
function withoutTail(name: string, version: string): string {
  for (const { index } of name.matchAll(/[-_.]+/g)) {
    if (index > 0 && isTail(name.slice(index), version)) return name.slice(0, index);
  }
  return name;
}

/** Whether a text says a platform or the version, and nothing else. */
function isTail(text: string, version: string): boolean {
  const isDigits = (word: string): boolean => /^v?\d+$/.test(word);
  const withoutVersion = versionRemover(version)(text);
  const words = tokenise(withoutVersion);
  const saysPlatform = words.some((word) => platformWord(word) && !platformWord(word)?.filler);
  const saysVersion = withoutVersion !== text;
  return (saysPlatform || saysVersion) && words.every((word) => word === 'v' || isDigits(word) || platformWord(word));
}
