import { isVerified } from '../../engine/index.ts';
import type { Evidence, EvidenceKind } from '../../engine/index.ts';

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
    short: 'unchanged',
    sentence: 'The file is the same as when it was first downloaded. Nothing else vouches for it.',
  },
  none: {
    short: 'unverified',
    sentence: 'Nothing vouches for this file: the server gives no digest for files of releases.',
  },
};

/** `verified (package registry)`, `unverified`, … */
export function evidenceWord({ kind }: Evidence): string {
  return WORDS[kind].short;
}

const SPOKEN: Readonly<Record<EvidenceKind, string>> = {
  pin: 'verified by its pin',
  registryDigest: 'verified by the package registry',
  attachmentDigest: 'verified by the digest of the server',
  remembered: 'unchanged since its first download',
  none: 'unverified',
};

/** The word as part of a sentence, for screen readers. */
export function spokenEvidence({ kind }: Evidence): string {
  return SPOKEN[kind];
}

/** What was compared and what that proves, in one sentence. */
export function evidenceSentence({ kind }: Evidence): string {
  return WORDS[kind].sentence;
}

/** The codicon that goes with the word. */
export function evidenceIcon(evidence: Evidence): string {
  return isVerified(evidence) ? 'verified' : 'unverified';
}
