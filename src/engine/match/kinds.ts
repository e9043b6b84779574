import type { AssetKind } from './fileExtensions.ts';

function rows(words: string, kind: AssetKind): [string, AssetKind][] {
  return words.split(' ').map((word) => [word, kind]);
}

/** Words that say that a file is not the tool, whatever its extension. */
const WORDS: ReadonlyMap<string, AssetKind> = new Map([
  ...rows(
    'checksum checksums shasum shasums sha1sum sha1sums sha256 sha256sum sha256sums sha384 sha384sum sha384sums sha512 sha512sum',
    'checksum',
  ),
  ...rows('sha512sums shasums256 md5 md5sum md5sums b2sum b2sums b3sums hashes digests', 'checksum'),
  ...rows('signature signatures sigstore cosign attestation attestations provenance intoto keyring', 'signature'),
  ...rows('sbom sboms spdx cyclonedx', 'sbom'),
  ...rows('src source sources sourcecode vendor vendored', 'source'),
  ...rows(
    'debug dbg dbgsym debuginfo debugsymbols debugsource symbols syms dsym dsyms pdb pdbs dwarf profile',
    'debug',
  ),
  ...rows('unstripped asan tsan msan ubsan coverage debugimage testimage', 'debug'),
  ...rows('docs doc documentation man manpage manpages manual completion completions changelog readme', 'document'),
  ...rows('license licenses licence notice notes schema schemas', 'document'),
  ...rows('installer setup install uninstall uninstaller', 'installer'),
  ...rows('manifest metadata', 'metadata'),
]);

/** The kind that a word of a name gives to the file; `undefined` if it changes nothing. */
export function assetKindOf(word: string): AssetKind | undefined {
  return WORDS.get(word);
}

const TOOL_KINDS: ReadonlySet<AssetKind> = new Set(['archive', 'compressed', 'executable', 'script']);

/** Whether a file of that kind can be the tool itself. AppImages are separate: they come after everything else. */
export function canBeTool(kind: AssetKind): boolean {
  return TOOL_KINDS.has(kind);
}

/** Generic words, which do not distinguish tools. */
const NEUTRAL = new Set(
  'release releases stable portable package bin binary binaries standalone signed notarized build dist cli latest nightly'.split(
    ' ',
  ),
);

/** Whether the word is generic. */
export function isNeutral(word: string): boolean {
  return NEUTRAL.has(word);
}
