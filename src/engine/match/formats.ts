import type { AssetName } from './assetName.ts';

/** The formats that we unpack, most wanted first on Unix; on Windows zip comes first. */
const ORDER = [
  'tar.gz',
  'tgz',
  'tar.xz',
  'txz',
  'tar.zst',
  'tzst',
  'tar.bz2',
  'tbz',
  'tbz2',
  'zip',
  'tar',
  'gz',
  'xz',
  'zst',
  'bz2',
  '',
];

/** Containers that we do not unpack. */
const REFUSED = /(?:^|\.)(?:7z|rar|cab|squashfs|tlz|br|lz4|lzma|lz|lzo|z)$|(?:^|\.)cpio(?:\.|$)/;

/** Whether we can install a file of that format at all. */
export function isInstallable(format: string): boolean {
  return !REFUSED.test(format);
}

/** Distance of a format from the most wanted one: archives first, then the rest; then fewer words in the name. */
export function formatDistance({ format, kind, os, words, name }: AssetName): readonly number[] {
  const container = format.replace(/^exe\.?/, '');
  const rank = os === 'win32' && container === 'zip' ? -1 : ORDER.indexOf(container);
  const kindRank = kind === 'appImage' ? 2 : kind === 'script' ? 1 : 0;
  return [kindRank, rank === -1 && container !== 'zip' ? ORDER.length : rank, words.length, name.length];
}
