import { namedKind } from '../../engine/index.ts';
import type { AssetKind } from '../../engine/index.ts';
import { t } from '../../words/translate.ts';

/** What a file is, judging by its name. Used for the icon, the order and screen readers only. All pure. */

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

const SHOWN_AS: Readonly<Record<AssetKind, FileKind>> = {
  archive: 'archive',
  compressed: 'archive',
  source: 'archive',
  executable: 'binary',
  debug: 'binary',
  appImage: 'package',
  vsix: 'package',
  package: 'package',
  installer: 'package',
  script: 'text',
  document: 'text',
  metadata: 'text',
  checksum: 'checksums',
  signature: 'signature',
  sbom: 'sbom',
};

/** Libraries and runtime programs, which the engine does not treat as programs of this machine. */
const BINARY = /\.(so|dll|dylib|wasm|jar|phar|pyz)$/i;

export function fileKind(name: string): FileKind {
  if (BINARY.test(name)) return 'binary';
  const kind = namedKind(name);
  if (kind) return SHOWN_AS[kind];
  return isBareProgram(name) ? 'binary' : 'file';
}

/** Whether it may be worth reading as text: everything except what is certainly a program, package or archive. */
export function mayBeText(name: string): boolean {
  return (['text', 'checksums', 'signature', 'sbom', 'file'] as readonly FileKind[]).includes(fileKind(name));
}

/** A name without an ending, or whose last dot belongs to a version: `tool-1.2-linux-arm`. */
function isBareProgram(name: string): boolean {
  const afterDot = name.slice(name.lastIndexOf('.') + 1);
  return afterDot === name || /[-_](linux|darwin|macos|windows|freebsd)[-_]/i.test(afterDot);
}

const VOUCHING: readonly FileKind[] = ['checksums', 'signature', 'sbom'];

/** Whether the file is about other files of its version: checksums, a signature, or an SBOM. */
export function vouches(name: string): boolean {
  return VOUCHING.includes(fileKind(name));
}

/** Puts the named files first, in their order, and files about other files last. Everything else keeps its order. */
export function inOrder<T extends { readonly name: string }>(
  files: readonly T[],
  first: readonly string[] = [],
): readonly T[] {
  const ranks = new Map(first.map((name, index) => [name, index - first.length]));
  const ranked = files.map((file) => ({
    file,
    rank: ranks.get(file.name) ?? VOUCHING.indexOf(fileKind(file.name)) + 1,
  }));
  return ranked.toSorted((one, other) => one.rank - other.rank).map(({ file }) => file);
}
