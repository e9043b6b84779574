import { splitExtensions } from '../match/fileExtensions.ts';
import type { AssetKind } from '../match/fileExtensions.ts';
import { assetKindOf } from '../match/kinds.ts';
import { tokenise } from '../match/tokenise.ts';

/** Kinds that people run, install or unpack. All others are for reading, or evidence for other files. */
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

/** Texts without an extension, other than those that `assetKindOf` knows. */
const TEXTS: ReadonlySet<string> = new Set(['authors', 'copying', 'news', 'version']);

/**
 * Whether a publisher who signs would sign this file. `project`: its repository or package, which may be its program's name.
 */
export function isRun(name: string, project = ''): boolean {
  const { kind, format } = splitExtensions(name);
  return (RUN.has(kind) || format === 'wasm') && !isNamedAsText(name, project);
}

/**
 * Whether a file without an extension is named like a list of digests or a text. Publishers do not sign those separately, so
 * if it is a program after all, there is nothing to compare it with: it can be shown and saved, but never installed.
 */
export function isNamedAsText(name: string, project: string): boolean {
  const { format, stem } = splitExtensions(name);
  return format === '' && isText(tokenise(stem)) && name.toLowerCase() !== project.toLowerCase();
}

/** Whether a name without an extension is that of a list of digests, or just the word for a text: `README`, `LICENSE`. */
function isText(words: readonly string[]): boolean {
  const last = words.at(-1) ?? '';
  const kind = assetKindOf(last);
  return kind === 'checksum' || (words.length === 1 && (kind === 'document' || kind === 'metadata' || TEXTS.has(last)));
}

/**
 * The group of files that a publisher signs or leaves unsigned together: archives, programs, sources, each kind of package.
 * Depends only on the name, so that a file is in the same group under a new name.
 */
export function groupOf(name: string): string {
  const { kind, format, stem } = splitExtensions(name);
  const group = tokenise(stem)
    .map(assetKindOf)
    .find((one) => one === 'source' || one === 'debug' || one === 'document');
  if (group) return group;
  return kind === 'package' || kind === 'installer' ? `${kind} ${format}` : kind;
}
