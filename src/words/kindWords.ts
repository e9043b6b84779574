import type { EvidenceKind } from '../engine/index.ts';

/** One word and one codicon a kind. */
export const KIND_LOOKS = {
  pin: { word: 'verified', icon: 'verified' },
  signature: { word: 'signed', icon: 'verified-filled' },
  server: { word: 'verified', icon: 'verified' },
  checksum: { word: 'checksum', icon: 'checklist' },
  remembered: { word: 'remembered', icon: 'history' },
  none: { word: 'unverified', icon: 'unverified' },
} as const satisfies Readonly<Record<EvidenceKind, { readonly word: string; readonly icon: string }>>;

export type EvidenceWord = (typeof KIND_LOOKS)[EvidenceKind]['word'];

/** `signed`, `verified`, `checksum`, `remembered` or `unverified`: how strong it is, and no more. */
export function kindWord(kind: EvidenceKind): EvidenceWord {
  return KIND_LOOKS[kind].word;
}
