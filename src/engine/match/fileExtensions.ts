import type { Os } from '../machine/platform.ts';

/** What a file is, judging by its name. */
export type AssetKind =
  /** An archive, one compressed file, or the program itself. */
  | 'archive'
  | 'compressed'
  | 'executable'
  | 'appImage'
  /** Runs on any system with the interpreter or the runtime. */
  | 'script'
  | 'vsix'
  /** For the system's package manager or installer. */
  | 'package'
  | 'installer'
  | 'checksum'
  | 'signature'
  | 'sbom'
  | 'source'
  | 'debug'
  | 'document'
  | 'metadata';

interface Extension {
  readonly kind: AssetKind;
  readonly os?: Os;
}

function rows(extensions: string, kind: AssetKind, os?: Os): [string, Extension][] {
  return extensions.split(' ').map((extension) => [extension, { kind, ...(os && { os }) }]);
}

const EXTENSIONS: ReadonlyMap<string, Extension> = new Map([
  ...rows('tar tgz txz tbz tbz2 tzst tlz zip 7z rar cab cpio squashfs', 'archive'),
  ...rows('gz xz zst bz2 br lz4 lzma lz lzo z', 'compressed'),
  ...rows('exe', 'executable', 'win32'),
  ...rows('bin elf', 'executable'),
  ...rows('appimage', 'appImage', 'linux'),
  ...rows('sh bash zsh fish py pyz pl php js mjs cjs lua jar phar ps1 psm1 bat cmd', 'script'),
  ...rows('vsix', 'vsix'),
  ...rows('deb rpm apk snap flatpak ipk eopkg xbps', 'package', 'linux'),
  ...rows('whl gem nupkg crate conda egg oci aar aab ipa', 'package'),
  ...rows('dmg pkg mpkg', 'installer', 'darwin'),
  ...rows('msi msix msixbundle appx appxbundle msu', 'installer', 'win32'),
  ...rows('run iso img vhd vhdx qcow2 ova', 'installer'),
  ...rows(
    'sha1 sha224 sha256 sha384 sha512 sha256sum sha384sum sha512sum sha1sum sha256sums sha384sums sha512sums sha md5 md5sum',
    'checksum',
  ),
  ...rows('b2 b3 blake2 blake3 dgst mds sum sums checksum checksums digest hash crc32', 'checksum'),
  ...rows(
    'sig asc sign gpg pgp minisig sigstore bundle pem crt cert cer crl pub key p7s att attestation signature',
    'signature',
  ),
  ...rows('intoto provenance tsr rekor', 'signature'),
  ...rows('sbom spdx cdx cyclonedx bom syft', 'sbom'),
  ...rows('pdb dsym debug dbg dwarf sym symbols map', 'debug'),
  ...rows('md txt html htm pdf rst adoc man 1 8 csv log svg png jpg gif', 'document'),
  ...rows(
    'json jsonl yml yaml toml xml zsync blockmap torrent metalink nix rb ts lock proto wit wasm css sql patch diff',
    'metadata',
  ),
]);

/** `pkg.tar.zst` is for Arch Linux, `pkg` alone for macOS. */
const PACMAN: Extension = { kind: 'package', os: 'linux' };

/** A part or an old copy of an archive, which is no program: `zip.001`, `tar.gz.aa`, `tar.gz.old`. */
const PIECE = /\.(?:tar|tgz|txz|tbz2?|tzst|zip|7z|gz|xz|zst|bz2)\.(?:part\d*|old|bak|orig|tmp|\d{2,4}|a[a-z])$/i;

/** Long enough for a part with any number. Of a long name, only its end is searched, once for each extension. */
const PIECE_LENGTH = 32;

/** A name without its extensions, and what those say. */
interface SplitName {
  readonly stem: string;
  /** `executable` without a known extension. */
  readonly kind: AssetKind;
  /** The meaning of each extension, the outermost last. */
  readonly kinds: readonly AssetKind[];
  /** The format, such as `tar.gz`, in lower case; '' without one. */
  readonly format: string;
  readonly os: Os | undefined;
}

const CARRIERS: ReadonlySet<AssetKind> = new Set(['archive', 'compressed']);

/** Splits off the known extensions. The outermost decides the kind, except that `tar.gz` is an archive. */
export function splitExtensions(name: string): SplitName {
  const found: (Extension & { readonly word: string })[] = [];
  let stem = name;
  for (;;) {
    const dot = stem.lastIndexOf('.');
    const word = stem.slice(dot + 1).toLowerCase();
    const extension = extensionOf(stem, word, found.at(-1)?.word);
    if (dot <= 0 || !extension || (isDigit(word) && isDigit(stem.charAt(dot - 1)))) break;
    found.push({ ...extension, word });
    stem = stem.slice(0, dot);
  }
  found.reverse();
  const kinds = found.map(({ kind }) => kind);
  return {
    stem,
    kind: kindOf(kinds),
    kinds,
    format: found.map(({ word }) => word).join('.'),
    os: found.findLast(({ os }) => os)?.os,
  };
}

function extensionOf(text: string, word: string, outer: string | undefined): Extension | undefined {
  if (word === 'pkg' && outer === 'tar') return PACMAN;
  return PIECE.test(text.slice(-PIECE_LENGTH)) ? { kind: 'metadata' } : EXTENSIONS.get(word);
}

/** The section of a manual page is a single digit, but a version ends in one too. */
function isDigit(text: string): boolean {
  return /^\d$/.test(text);
}

/** `exe.zip` is an archive of one program, `pkg.tar.zst` a package, `tar.gz.sha256` a checksum. */
function kindOf(kinds: readonly AssetKind[]): AssetKind {
  const special = kinds.findLast((kind) => !CARRIERS.has(kind) && kind !== 'executable');
  if (special) return special;
  if (kinds.includes('archive')) return 'archive';
  return kinds.at(-1) ?? 'executable';
}
