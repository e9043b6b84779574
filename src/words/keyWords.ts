import { fingerprintOf, keyIdOf, keyLabel } from '../engine/index.ts';
import type { TrustedKey } from '../engine/index.ts';
import { plain } from './format.ts';

export interface KeyFacts {
  readonly key: TrustedKey;
  readonly comment: string | undefined;
  /** `minisign.pub of forgejo/runner v3.0.0` */
  readonly from: string;
  /** Whether whoever may upload releases could have put it there. */
  readonly isFromRelease: boolean;
  /** `forgejo on Codeberg` */
  readonly place: string;
  /** The file that it is about and those who signed it, each with whether the key at hand may be theirs. */
  readonly signed?: {
    readonly name: string;
    readonly signers: readonly { readonly keyId: string; readonly isThis: boolean }[];
  };
}

const COMPARE =
  'Compare the fingerprint with one that reached you another way, such as from the web site of the project.';

/** All that there is to know before a key is trusted, for people to read and compare. */
export function keyDetail(facts: KeyFacts): string {
  const { key, comment, from, isFromRelease, place } = facts;
  const risk = isFromRelease ? ': whoever may upload there could have put it there' : '';
  return [
    keyLines(key),
    ...(comment === undefined ? [] : [`It calls itself: ${plain(comment)}`]),
    `It came from ${from}${risk}. ${key.scheme === 'sigstore' ? '' : COMPARE}`.trim(),
    ...signedSentences(facts),
    `What it signed will count as signed: in all that ${place} publishes, and nowhere else.`,
  ].join('\n\n');
}

function keyLines(key: TrustedKey): string {
  if (key.scheme === 'sigstore') {
    return `Sigstore identity: ${plain(key.key.identity, 1000)}\nIssuer: ${plain(key.key.issuer, 1000)}`;
  }
  return `${keyLabel(key)}\nFingerprint: ${fingerprintOf(key)}`;
}

/** Whether the key at hand is the one that a signature names; a name alone proves nothing. */
function signedSentences({ key, signed }: KeyFacts): readonly string[] {
  if (!signed || signed.signers.length === 0) return [];
  const name = plain(signed.name, 80);
  if (signed.signers.some(({ isThis }) => isThis)) {
    return [`The signature of ${name} names this key, ${plain(keyIdOf(key))}. It is checked once you trust the key.`];
  }
  const others = signed.signers.map(({ keyId }) => plain(keyId)).join(', ');
  return [`It is not the key that ${name} is signed by: that is ${others}.`];
}
