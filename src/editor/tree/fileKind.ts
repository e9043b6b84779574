import { t } from '../../words/translate.ts';

/** What a file is, as far as its name says. Only for the icon, the order and what is read aloud. All pure. */

export type FileKind = 'archive' | 'package' | 'binary' | 'text' | 'checksums' | 'signature' | 'sbom' | 'file';

interface Look {
  readonly icon: string;
  readonly spoken: string;
}

export const FILE_LOOKS: Readonly<Record<FileKind, Look>> = {
  archive: { icon: 'file-zip', spoken: t('archive') },
  package: { icon: 'package', spoken: t('package') },
  binary: { icon: 'file-binary', spoken: t('program') },
  text: { icon: 'note', spoken: t('text') },
  checksums: { icon: 'checklist', spoken: t('checksums') },
  signature: { icon: 'key', spoken: t('signature') },
  sbom: { icon: 'list-tree', spoken: t('bill of materials') },
  file: { icon: 'file', spoken: t('file') },
};

/** The first that fits counts: `x.tar.gz.sha256` is about checksums and `x.tar.gz.asc` a signature. */
const FORMS: readonly (readonly [FileKind, RegExp])[] = [
  ['signature', /\.(asc|sig|sign|gpg|minisig|sigstore|sigstore\.json|intoto\.jsonl|pem|crt|cert|cer|p7s|pub|att)$/i],
  ['sbom', /\.(sbom|spdx|cdx|cyclonedx|bom)(\.(json|xml))?$/i],
  [
    'checksums',
    /\.(md5|sha1|sha224|sha256|sha384|sha512|b2|b3)(sums?)?(\.txt)?$|\.sums?$|(^|[-_.])(checksums?|(md5|sha\d+|b2|b3)[-.]?sums?)([-_.]|$)/i,
  ],
  [
    'package',
    /\.(deb|rpm|apk|pkg|msi|msix|dmg|appimage|flatpak|snap|vsix|whl|nupkg|gem|crate|jar|xpi|ipk)$|\.pkg\.tar\.\w+$/i,
  ],
  ['archive', /\.(zip|tar|tgz|tbz2?|txz|tzst|7z|rar|gz|xz|bz2|zst|lz4|br)$/i],
  ['text', /\.(txt|md|rst|json|ya?ml|toml|xml|html?|css|m?js|ts|sh|ps1|py|csv|log|patch|diff)$/i],
  ['binary', /\.(exe|bin|so|dll|dylib|wasm|img|iso|elf)$/i],
];

export function fileKind(name: string): FileKind {
  return FORMS.find(([, form]) => form.test(name))?.[0] ?? (isBareProgram(name) ? 'binary' : 'file');
}

/** Whether it can be worth reading as text: everything but what is surely a program, a package or an archive. */
export function mayBeText(name: string): boolean {
  return (['text', 'checksums', 'signature', 'sbom', 'file'] as readonly FileKind[]).includes(fileKind(name));
}

/** A name without an ending, or one whose last dot belongs to a version: `tool-1.2-linux-arm`. */
function isBareProgram(name: string): boolean {
  const afterDot = name.slice(name.lastIndexOf('.') + 1);
  return afterDot === name || /[-_](linux|darwin|macos|windows|freebsd)[-_]/i.test(afterDot);
}

const VOUCHING: readonly FileKind[] = ['checksums', 'signature', 'sbom'];

/** Whether the file is about other files of its version: checksums, a signature, or a list of what is in them. */
export function vouches(name: string): boolean {
  return VOUCHING.includes(fileKind(name));
}

/** Those named come first, in their order; what vouches for other files comes last. Everything else keeps its order. */
export function inOrder<T extends { readonly name: string }>(
  files: readonly T[],
  first: readonly string[] = [],
): readonly T[] {
  const places = new Map(first.map((name, index) => [name, index - first.length]));
  const ranked = files.map((file) => ({
    file,
    rank: places.get(file.name) ?? VOUCHING.indexOf(fileKind(file.name)) + 1,
  }));
  return ranked.toSorted((one, other) => one.rank - other.rank).map(({ file }) => file);
}
