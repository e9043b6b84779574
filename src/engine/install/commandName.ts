import { isDeviceName, safeFileName } from '../safeName.ts';
import { platformWord } from '../match/platformWords.ts';
import { tokenise } from '../match/tokenise.ts';
import { versionRemover } from '../versions/versionInName.ts';
import { inTurns } from './inBatches.ts';

/** Extensions that are not typed. */
const RUNNABLE_ENDING = /(?<=.)\.(?:exe|com|cmd|bat|appimage)$/i;

/** Extensions of scripts that name their interpreter. */
const SCRIPT_ENDING = /(?<=.)\.(?:sh|bash|zsh|fish|py|pyz|pl|php|phar|rb|js|mjs)$/i;

/** Longer than the name of any tool. */
const MAX_COMMAND_LENGTH = 64;

export interface Naming {
  readonly version: string;
  /** Names of the tool; the first is used for a file named after its platform alone. */
  readonly names: readonly [string, ...string[]];
  /** Whether this file is the whole asset, so that its name is the asset's. */
  readonly isWholeAsset: boolean;
}

/** The same for all files of one asset. */
export interface NamingContext extends Naming {
  readonly withoutVersion: (name: string) => string;
}

export function namingContext(naming: Naming): NamingContext {
  return { ...naming, withoutVersion: versionRemover(naming.version) };
}

/** Whether a text is one plain word in every shell; only such names become commands. */
export function isCommandName(text: string): boolean {
  return text.length <= MAX_COMMAND_LENGTH && /^[A-Za-z0-9_][\w.+-]*$/.test(text) && !isDeviceName(text);
}

/**
 * The command for each file: its name without parts that only distinguish builds (`tool-1.2-linux-amd64` becomes `tool`). In
 * an archive they are removed only if the tool's own name remains, or if there is one file: `qemu-system-x86_64` keeps its
 * name. Rejects with the signal's reason on abort.
 */
export async function commandNames(
  paths: readonly string[],
  context: NamingContext,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const isOnly = paths.length === 1;
  const short = new Map(await inTurns(paths, (path) => [path, commandName(path, context, isOnly)] as const, signal));
  const taken = [...short.values()].map((name) => name.toLowerCase());
  return new Set(taken).size === taken.length ? short : new Map(paths.map((path) => [path, stem(path)]));
}

/** The command for one file, as if there were no others. */
export function commandName(path: string, context: NamingContext, isOnly = true): string {
  const name = stem(path);
  if (context.isWholeAsset) return assetCommand(name, context);
  if (!isOnly && !beginsAs(path, context)) return name;
  const cut = withoutTail(name, context);
  return isOnly || isName(cut, context) ? cut : name;
}

/** The asset is the tool, even if it is named after its platform alone, or if its name cannot be typed. */
function assetCommand(name: string, context: NamingContext): string {
  const own = safeFileName(context.names[0]);
  if (whatSays(name, context) === 'tail') return own;
  const script = withoutTail(name.replace(SCRIPT_ENDING, ''), context);
  if (isName(script, context)) return script;
  const cut = withoutTail(name, context);
  return isCommandName(cut) ? cut : own;
}

function isName(text: string, { names }: NamingContext): boolean {
  return names.some((one) => one.toLowerCase() === text.toLowerCase());
}

/** Whether a file's name starts with the tool's: a quick check before `isCalledAs`. */
export function beginsAs(path: string, { names }: NamingContext): boolean {
  const base = baseName(path).toLowerCase();
  return names.some((name) => base.startsWith(name.toLowerCase()));
}

/** Whether a file has the tool's name, with or without parts that distinguish builds. */
export function isCalledAs(path: string, context: NamingContext): boolean {
  const called = [baseName(path), stem(path), commandName(path, context)].map((name) => name.toLowerCase());
  return context.names.some((name) => called.includes(name.toLowerCase()));
}

export function baseName(path: string): string {
  return path.split('/').at(-1) ?? '';
}

function stem(path: string): string {
  return baseName(path).replace(RUNNABLE_ENDING, '');
}

/** Longer than any version with a platform. */
const MAX_TAIL_LENGTH = 100;
/** How many parts of a platform may be meaningless alone, such as those of `mac-os-x`; a version has its own. */
const MAX_STRANGE_PARTS = 2;

/** Removes the longest ending that consists of version and platform; never the whole name. */
function withoutTail(name: string, context: NamingContext): string {
  const starts = Array.from(name.matchAll(/[^\p{L}\p{N}]+/gu), ({ index }) => index).filter((index) => index > 0);
  let strangeLeft = MAX_STRANGE_PARTS + context.version.split(/[^\p{L}\p{N}]+/u).length;
  let end = name.length;
  for (const start of starts.toReversed()) {
    if (name.length - start > MAX_TAIL_LENGTH || strangeLeft === 0) break;
    const says = whatSays(name.slice(start), context);
    if (says === 'tail') end = start;
    if (says === 'more') strangeLeft -= 1;
  }
  return name.slice(0, end);
}

/** `tail`: only a platform or the version. `numbers`: not even that. */
function whatSays(text: string, { withoutVersion }: NamingContext): 'tail' | 'numbers' | 'more' {
  const rest = withoutVersion(text);
  const words = tokenise(rest);
  const platforms = words.map((word) => platformWord(word));
  if (!words.every((word, index) => platforms[index] || word === 'v' || /^v?\d+$/.test(word))) return 'more';
  return rest !== text || platforms.some((platform) => platform && !platform.filler) ? 'tail' : 'numbers';
}
