import { fitWords } from './fitWords.ts';
import type { LockedAsset, LockedEvidence, LockedTool, LockNote } from '../engine/index.ts';
import { enumerate, enumerateFirst, formatSize, plain } from './format.ts';
import { kindWord } from './evidenceWords.ts';
import { plural, t } from './translate.ts';
import { undecidedWords } from './undecidedWords.ts';

/** Sentences about locked tools. All pure. */

/** `signed, key 4A…, SHA256SUMS`: what verified the digest when it was locked. */
export function lockedEvidence({ kind, from, file, keyId }: LockedEvidence): string {
  return [
    kindWord(kind),
    ...(keyId === undefined ? [] : [t('key {0}', plain(keyId, 80))]),
    ...(file === undefined ? [] : [plain(file, 80)]),
    ...(from === 'promise' ? [t('digest taken from the list, not downloaded')] : []),
  ].join(', ');
}

/** `4 files for 7 platforms, all signed` */
export function lockedSummary({ assets, platforms }: LockedTool): string {
  const words = [...new Set([...assets.values()].map(({ evidence }) => kindWord(evidence.kind)))];
  const [only] = words;
  const evidence =
    only !== undefined && words.length === 1 && assets.size > 1 ? t('all {0}', only) : enumerate(words, 'and');
  return `${filesForPlatforms(assets.size, platforms)}, ${evidence}`;
}

function filesForPlatforms(fileCount: number, platforms: LockedTool['platforms']): string {
  const files = plural(fileCount, '{0} file', '{0} files');
  if (platforms.size === 1 && platforms.has('any')) return t('{0} for any platform', files);
  return plural(platforms.size, '{1} for {0} platform', '{1} for {0} platforms', files);
}

export function lockedSize({ sizeBytes }: LockedAsset): string {
  return sizeBytes === undefined ? t('unknown size') : formatSize(sizeBytes);
}

/** `linux-x64: not locked: …`: how files were picked for a lock, as far as the user should know. */
export function noteSentence(note: LockNote): string {
  return `${note.platform}: ${noteWords(note)}`;
}

/** The same without the platform. */
export function noteWords({ why, assets, assumption }: LockNote): string {
  const files = enumerateFirst(
    assets.map((name) => plain(name, 60)),
    4,
  );
  switch (why) {
    case 'severalTools':
    case 'unsure':
      return t('not locked: {0} ({1}). Choose one with "asset".', undecidedWords(why), files);
    case 'onlyInstallers':
      return t('not locked: {0} ({1}).', undecidedWords(why), files);
    case 'sameName':
      return t('not locked: {0} ({1}).', t('several files have the same name'), files);
    case 'noFit':
      return t('not locked: no file matches "asset".');
    case 'assumed':
      return assumption
        ? t('locked {0}, assuming: {1}.', files, fitWords([assumption]))
        : t('locked {0}, assuming it runs there.', files);
  }
}
