import type { Digest } from '../evidence.ts';
import { parseChecksums } from './checksums.ts';
import { SIDECAR_LIMIT_BYTES } from './sidecarText.ts';

const ENOUGH_DIGITS = /[0-9a-f]{64}/i;
/** Markdown's marks before a line and around a word, and tags, which are not displayed. */
const MARKERS = /^[ \t]*(?:[-*+>][ \t]+)?/;
const TAGS = /<[^<>\n]{1,200}>/g;

/**
 * The digests that the text of a release gives for an asset, in lines and tables as checksum files have them. None if it
 * gives two of one algorithm, because the text is free and may describe other releases.
 */
export function digestsInNotes(notes: string, assetName: string): readonly Digest[] {
  if (notes.length > SIDECAR_LIMIT_BYTES || !ENOUGH_DIGITS.test(notes)) return [];
  const plain = notes
    .replaceAll(TAGS, ' ')
    .split('\n')
    .map((line) => line.replace(MARKERS, '').replaceAll(/`|\*\*/g, ''))
    .join('\n');
  const result = parseChecksums(Buffer.from(plain), { sidecarName: 'notes.txt', assetName });
  return result.ok && result.embedded === undefined ? result.digests : [];
}
