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
  const withoutVersion = versionRemover(context.version);
  const naming = { ...context, withoutVersion, isOnly: paths.length === 1 };
  const short = new Map([...plain].map(([path, name]) => [path, shortName(name, naming)]));
  const taken = [...short.values()].map((name) => name.toLowerCase());
  return new Set(taken).size === taken.length ? short : plain;
}

export function baseName(path: string): string {
  return path.split('/').at(-1) ?? '';
}

interface Naming extends NamingContext {
  readonly withoutVersion: (name: string) => string;
  /** There is no other file to tell it from. */
  readonly isOnly: boolean;
}

function shortName(name: string, naming: Naming): string {
  const { tool, isWholeAsset, isOnly } = naming;
  // A build that is called after its platform alone.
  if (isWholeAsset && whatSays(name, naming) === 'tail') return safeFileName(tool);
  const cut = withoutTail(name, naming);
  return isOnly || cut.toLowerCase() === tool.toLowerCase() ? cut : name;
}

/** Longer than any version with a platform. */
const MAX_TAIL_LENGTH = 100;
/** How many parts a platform may have that say nothing by themselves, such as those of `mac-os-x`; a version has its own. */
const MAX_STRANGE_PARTS = 2;

/** Cuts the longest end that says only version and platform; something always stays. */
function withoutTail(name: string, naming: Naming): string {
  const starts = Array.from(name.matchAll(/[-_.]+/g), ({ index }) => index).filter((index) => index > 0);
  let strangeLeft = MAX_STRANGE_PARTS + naming.version.split(/[-_.]+/).length;
  let end = name.length;
  for (const start of starts.toReversed()) {
    if (name.length - start > MAX_TAIL_LENGTH || strangeLeft === 0) break;
    const says = whatSays(name.slice(start), naming);
    if (says === 'tail') end = start;
    if (says === 'more') strangeLeft -= 1;
  }
  return name.slice(0, end);
}

/** `tail`: a platform or the version, and nothing else. `numbers`: not even that. */
function whatSays(text: string, { withoutVersion }: Naming): 'tail' | 'numbers' | 'more' {
  const rest = withoutVersion(text);
  const words = tokenise(rest);
  const platforms = words.map((word) => platformWord(word));
  if (!words.every((word, index) => platforms[index] || word === 'v' || /^v?\d+$/.test(word))) return 'more';
  return rest !== text || platforms.some((platform) => platform && !platform.filler) ? 'tail' : 'numbers';
}
