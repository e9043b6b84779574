import { assetUrl } from '../../../engine/index.ts';
import type { Asset, Evidence, EvidenceFile, SignatureFinding } from '../../../engine/index.ts';
import { code, link, text } from '../markdown.ts';
import { t } from '../../../words/translate.ts';

/** Where to get a file of the release, as a cell; `undefined` for an unknown file. */
export function addressCell(asset: Asset, files: readonly EvidenceFile[], name: string): string | undefined {
  const file = files.find((one) => one.name === name);
  if (!file) return undefined;
  try {
    const { href } = assetUrl({ ...asset, ...file });
    // Shown as text, not as a link, because whoever made the release chose this external address.
    return file.storage === 'external' ? text(href, 500) : link(href, href);
  } catch {
    return t('cannot be written as a web address');
  }
}

/** The signatures found over a file: over the asset itself, or over one of the checksum files. */
export function signaturesOver({ findings }: Pick<Evidence, 'findings'>, file?: string): readonly SignatureFinding[] {
  if (file === undefined) return findings.signatures;
  return findings.checksums.find((one) => one.file === file)?.signatures ?? [];
}

/** A key in a cell; the parts that a server chose are escaped. */
export function keyCell(keyId: string | undefined): string {
  return keyId === undefined ? t('not named') : code(keyId);
}

export function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
