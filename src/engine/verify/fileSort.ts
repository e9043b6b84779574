import { splitExtensions } from '../match/extensions.ts';
import type { AssetKind } from '../match/extensions.ts';
import { assetKindOf } from '../match/kinds.ts';
import { tokenise } from '../match/tokenise.ts';

/** What somebody runs, installs or unpacks. Everything else is for reading, or vouches for other files. */
const RUN: ReadonlySet<AssetKind> = new Set<AssetKind>([
  'archive',
  'compressed',
  'executable',
  'appImage',
  'script',
  'vsix',
  'package',
  'installer',
]);

/** Texts that have no ending, other than those that `assetKindOf` knows. */
const TEXTS: ReadonlySet<string> = new Set(['authors', 'copying', 'news', 'version']);

/** Whether a file is one that a publisher who signs would sign. `place`: its repository or package, whose program it may be. */
export function isRun(name: string, place = ''): boolean {
  const { kind, format } = splitExtensions(name);
  return (RUN.has(kind) || format === 'wasm') && !isNamedAsText(name, place);
}

/**
 * Whether a file without an ending is called as a list of digests or a text. Nobody signs those for themselves, so one that
 * is a program all the same would be compared with nothing: it is shown and saved, and never installed.
 */
export function isNamedAsText(name: string, place: string): boolean {
  const { format, stem } = splitExtensions(name);
  return format === '' && isText(tokenise(stem)) && name.toLowerCase() !== place.toLowerCase();
}

/** Whether a name without an ending is that of a list of digests, or just the word for a text: `README`, `LICENSE`. */
function isText(words: readonly string[]): boolean {
  const last = words.at(-1) ?? '';
  const kind = assetKindOf(last);
  return kind === 'checksum' || (words.length === 1 && (kind === 'document' || kind === 'metadata' || TEXTS.has(last)));
}

/**
 * What is alike to a publisher who signs some files and not others: archives, programs, sources, each kind of package. Of
 * names alone, so that it is the same for a file under a new name.
 */
export function sortOf(name: string): string {
  const { kind, format, stem } = splitExtensions(name);
  const told = tokenise(stem)
    .map(assetKindOf)
    .find((one) => one === 'source' || one === 'debug' || one === 'document');
  if (told) return told;
  return kind === 'package' || kind === 'installer' ? `${kind} ${format}` : kind;
}
