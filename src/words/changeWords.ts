import { isBlocking } from '../engine/index.ts';
import type { Change, EvidenceKind } from '../engine/index.ts';
import { kindWord } from './kindWords.ts';
import { signerNames } from './signerWords.ts';

/** What a row says in place of the word for its evidence. */
export function changeWord(change: Change): string {
  switch (change.kind) {
    case 'signature-missing':
      return 'signed before, unsigned now';
    case 'key-changed':
      return 'other key than before';
    case 'weaker':
      return `weaker than before, ${kindWord(change.now)} now`;
    case 'replaced':
      return 'replaced since you last had it';
  }
}

/** What was and what is, and what that may mean. */
export function changeSentence(change: Change): string {
  switch (change.kind) {
    case 'signature-missing':
      return `${signedBefore(change)}; this one has no signature that can be checked.`;
    case 'key-changed':
      return `${signedBefore(change)}; this one is signed by ${signerNames(change.now)}, which you do not trust. Whoever takes a project over does not have its key.`;
    case 'weaker':
      return `The last version had ${kindPhrase(change.before)}; this one has ${kindPhrase(change.now)}.`;
    case 'replaced':
      return 'Under the same version and name there was another file when you last had it. Releases are not supposed to change.';
  }
}

/** Of a file that is new, only the others that were there before it can tell who signs. */
function signedBefore({ before, among }: Extract<Change, { before: readonly string[] }>): string {
  return `${among ? 'The other files of this source were' : 'The last version was'} signed by ${signerNames(before)}`;
}

/** What to do about one that has to be accepted first. */
export const ACCEPT_HINT = 'It is not used until you choose "Accept Change…".';
const SEEN_HINT = 'Choose "Accept Change…" to dismiss this warning.';

/** What to do about all of them. */
export function acceptHint(changes: readonly Change[]): string {
  return changes.some(isBlocking) ? ACCEPT_HINT : SEEN_HINT;
}

/** What a release gives to be believed by. */
export function kindPhrase(kind: EvidenceKind): string {
  const words: Readonly<Record<EvidenceKind, string>> = {
    pin: 'a pin',
    signature: 'a signature by a key that you trust',
    server: 'a digest of the server',
    checksum: 'a checksum file',
    remembered: 'only what was remembered',
    none: 'nothing to be compared with',
  };
  return words[kind];
}
