import { isBlocking } from '../engine/index.ts';
import type { Change, EvidenceKind } from '../engine/index.ts';
import { signerNames } from './signerWords.ts';
import { t } from './translate.ts';

/** The state before, the state now, and what the change may mean. */
export function changeSentence(change: Change): string {
  switch (change.kind) {
    case 'signature-missing':
      return unsignedSentence(change);
    case 'key-changed':
      return `${otherKeySentence(change)} ${t('Someone who takes over a project does not have its key.')}`;
    case 'weaker':
      return t('The last version had {0}; this one has {1}.', kindPhrase(change.before), kindPhrase(change.now));
    case 'replaced':
      return t(
        'This version had a different file under the same name when you last downloaded it. Releases are not supposed to change.',
      );
  }
}

/** A new file has no last version; only the other files of its source show who usually signs. */
function unsignedSentence({ before, among }: Extract<Change, { kind: 'signature-missing' }>): string {
  const signers = signerNames(before);
  return among
    ? t('The other files of this source were signed by {0}; this one has no verifiable signature.', signers)
    : t('The last version was signed by {0}; this one has no verifiable signature.', signers);
}

function otherKeySentence({ before, now, among }: Extract<Change, { kind: 'key-changed' }>): string {
  const [old, other] = [signerNames(before), signerNames(now)];
  return among
    ? t(
        'The other files of this source were signed by {0}; this one is signed by {1}, which you do not trust.',
        old,
        other,
      )
    : t('The last version was signed by {0}; this one is signed by {1}, which you do not trust.', old, other);
}

/** How to accept a change. */
const ACCEPT_HINT = t('It is not used until you choose "Accept Change…".');
const SEEN_HINT = t('It can be viewed and saved, but is not installed until you choose "Accept Change…".');

/** How to accept all of them. */
export function acceptHint(changes: readonly Change[]): string {
  return changes.some(isBlocking) ? ACCEPT_HINT : SEEN_HINT;
}

const KIND_PHRASES: Readonly<Record<EvidenceKind, string>> = {
  pin: t('a pin'),
  signature: t('a signature by a key that you trust'),
  server: t('a digest from the server'),
  checksum: t('a checksum file'),
  notes: t('a digest in the release notes'),
  remembered: t('a remembered digest'),
  none: t('nothing to compare it with'),
};

/** The evidence as a noun: `a checksum file`. */
export function kindPhrase(kind: EvidenceKind): string {
  return KIND_PHRASES[kind];
}
