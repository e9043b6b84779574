import type { Grounds } from '../engine/index.ts';
import { t } from './translate.ts';

/** How strong the evidence is, as a name that is the same in every language. */
export type EvidenceMark =
  'pinned' | 'signed' | 'server' | 'checksum' | 'notes' | 'remembered' | 'locked' | 'unverified';

const LOOKS: Readonly<Record<Grounds, { readonly mark: EvidenceMark; readonly icon: string }>> = {
  pin: { mark: 'pinned', icon: 'verified' },
  signature: { mark: 'signed', icon: 'verified-filled' },
  server: { mark: 'server', icon: 'verified' },
  checksum: { mark: 'checksum', icon: 'checklist' },
  notes: { mark: 'notes', icon: 'note' },
  remembered: { mark: 'remembered', icon: 'history' },
  locked: { mark: 'locked', icon: 'lock' },
  none: { mark: 'unverified', icon: 'unverified' },
};

/** The word for each, strongest first. */
export const MARK_WORDS: Readonly<Record<EvidenceMark, string>> = {
  pinned: t('pinned'),
  signed: t('signed'),
  server: t('server digest'),
  checksum: t('checksum'),
  notes: t('release notes'),
  remembered: t('remembered'),
  locked: t('as locked'),
  unverified: t('unverified'),
};

export function kindMark(kind: Grounds): EvidenceMark {
  return LOOKS[kind].mark;
}

export function kindIcon(kind: Grounds): string {
  return LOOKS[kind].icon;
}

/** `pinned`, `signed`, `server digest`, `checksum`, `release notes`, `remembered`, `as locked` or `unverified`, translated. */
export function kindWord(kind: Grounds): string {
  return MARK_WORDS[kindMark(kind)];
}
