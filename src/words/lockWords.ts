import type { LockedAsset, LockedEvidence, LockedTool, LockNote } from '../engine/index.ts';
import { enumerate, formatSize, plain } from './format.ts';
import { kindWord } from './kindWords.ts';

/** Sentences about what is locked. All pure. */

/** `signed by key 4A…, in SHA256SUMS`: what vouched for the digest when it was locked. */
export function lockedEvidence({ kind, from, file, keyId }: LockedEvidence): string {
  const by = keyId === undefined ? '' : ` by key ${plain(keyId, 80)}`;
  const where = file === undefined ? '' : `, in ${plain(file, 80)}`;
  const how = from === 'promise' ? '; digest taken from the list, not downloaded' : '';
  return `${kindWord(kind)}${by}${where}${how}`;
}

/** `4 files for 7 platforms, all signed` */
export function lockedSummary({ assets, platforms }: LockedTool): string {
  const words = new Set([...assets.values()].map(({ evidence }) => kindWord(evidence.kind)));
  const files = assets.size === 1 ? '1 file' : `${assets.size} files`;
  const served =
    platforms.size === 1 ? (platforms.has('any') ? 'any platform' : '1 platform') : `${platforms.size} platforms`;
  const all = words.size === 1 && assets.size > 1 ? 'all ' : '';
  return `${files} for ${served}, ${all}${enumerate([...words], 'and')}`;
}

export function lockedSize({ sizeBytes }: LockedAsset): string {
  return sizeBytes === undefined ? 'of unknown size' : formatSize(sizeBytes);
}

/** What a person should hear about how files were picked for a lock. */
export function noteSentence({ platform, why, assets, text }: LockNote): string {
  const shown = assets.slice(0, 4).map((name) => plain(name, 60));
  const files = enumerate([...shown, ...(assets.length > 4 ? [`${assets.length - 4} more`] : [])], 'and');
  const reasons: Readonly<Record<LockNote['why'], string>> = {
    severalTools: `not locked: several tools could be meant (${files}). Name one with "asset".`,
    unsure: `not locked: the names do not say which it is (${files}). Name one with "asset".`,
    onlyInstallers: `not locked: there are only installers (${files}).`,
    sameName: `not locked: several files have one name (${files}).`,
    noFit: `not locked: no file fits "asset".`,
    assumed: `locked ${files}, assuming: ${plain(text ?? 'that it runs there', 120)}.`,
  };
  return `${platform}: ${reasons[why]}`;
}
