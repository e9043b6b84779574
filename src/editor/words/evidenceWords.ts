import { isVerified } from '../../engine/index.ts';
import type { AssetRecord, Evidence, EvidenceKind } from '../../engine/index.ts';
import { formatDay } from './format.ts';

/** What is known of a file on disk, as far as it says why to believe it. */
type Believed = Pick<AssetRecord, 'evidence' | 'storedAt'>;

/** One word for the row, and the reason behind it. */
const WORDS: Readonly<Record<EvidenceKind, { readonly short: string; readonly sentence: string }>> = {
  pin: { short: 'verified (pinned)', sentence: 'The file is just the one whose digest was pinned.' },
  registryDigest: {
    short: 'verified (package registry)',
    sentence: 'The file is just what was uploaded: its digest is the one that the package registry computed.',
  },
  attachmentDigest: {
    short: 'verified (server digest)',
    sentence: 'The file is just what the server has: its digest is the one that the server gives.',
  },
  remembered: {
    short: 'unverified',
    sentence:
      'The file is the same as when it was first downloaded. Nothing else vouches for it, so it is not verified.',
  },
  none: {
    short: 'unverified',
    sentence: 'Nothing vouches for this file: the server gives no digest for files of releases.',
  },
};

/** `verified (package registry)`, `unverified`, `unverified, unchanged since 24 Nov 2026`, … */
export function evidenceWord({ evidence: { kind }, storedAt }: Believed): string {
  return WORDS[kind].short + unchanged(kind, storedAt);
}

/** That nothing changed since a file came is no reason to call it verified. */
function unchanged(kind: EvidenceKind, storedAt: number): string {
  return kind === 'remembered' ? `, unchanged since ${formatDay(storedAt)}` : '';
}

const SPOKEN: Readonly<Record<EvidenceKind, string>> = {
  pin: 'verified by its pin',
  registryDigest: 'verified by the package registry',
  attachmentDigest: 'verified by the digest of the server',
  remembered: 'unverified',
  none: 'unverified',
};

/** The word as part of a sentence, for screen readers. */
export function spokenEvidence({ evidence: { kind }, storedAt }: Believed): string {
  return SPOKEN[kind] + unchanged(kind, storedAt);
}

/** What was compared and what that proves, in one sentence. */
export function evidenceSentence({ kind }: Evidence): string {
  return WORDS[kind].sentence;
}

/** The codicon that goes with the word. */
export function evidenceIcon(evidence: Evidence): string {
  return isVerified(evidence) ? 'verified' : 'unverified';
}
