import { fingerprintOf, keyIdOf, keyLabel } from '../engine/index.ts';
import type { TrustedKey } from '../engine/index.ts';
import { enumerate, plain } from './format.ts';
import { t } from './translate.ts';

interface KeyFacts {
  readonly key: TrustedKey;
  readonly comment: string | undefined;
  /** `minisign.pub of forgejo/runner v3.0.0` */
  readonly from: string;
  /** Whether anyone who may upload releases could have put it there. */
  readonly isFromRelease: boolean;
  /** `forgejo on Codeberg` */
  readonly owner: string;
  /** The file concerned and its signers, each with whether the key at hand may be theirs. */
  readonly signed?:
    | {
        readonly name: string;
        readonly signers: readonly { readonly keyId: string; readonly isThis: boolean }[];
      }
    | undefined;
}

const COMPARE = t(
  "Compare the fingerprint with one that you got some other way, for example from the project's website.",
);

/** Everything to read and compare before trusting a key. */
export function keyDetail(facts: KeyFacts): string {
  const { key, comment, from, isFromRelease, owner } = facts;
  const origin = isFromRelease
    ? t('It came from {0}, where anyone with upload access could have put it.', from)
    : t('It came from {0}.', from);
  return [
    keyLines(key),
    ...(comment === undefined ? [] : [t('Key comment: {0}', plain(comment))]),
    key.scheme === 'sigstore' ? origin : `${origin} ${COMPARE}`,
    ...signedSentences(facts),
    t('Its signatures will count for everything that {0} publishes, and nowhere else.', owner),
  ].join('\n\n');
}

function keyLines(key: TrustedKey): string {
  if (key.scheme === 'sigstore') {
    const identity = t('Sigstore identity: {0}', plain(key.key.identity, 1000));
    return `${identity}\n${t('Issuer: {0}', plain(key.key.issuer, 1000))}`;
  }
  return `${keyLabel(key)}\n${t('Fingerprint: {0}', fingerprintOf(key))}`;
}

/** Whether the key at hand is the one that a signature names; a name alone proves nothing. */
function signedSentences({ key, signed }: KeyFacts): readonly string[] {
  if (!signed || signed.signers.length === 0) return [];
  const name = plain(signed.name, 80);
  if (signed.signers.some(({ isThis }) => isThis)) {
    const id = plain(keyIdOf(key));
    return [t('The signature of {0} names this key ({1}). It is checked once you trust the key.', name, id)];
  }
  const others = signed.signers.map(({ keyId }) => plain(keyId));
  return [t('{0} is not signed by this key, but by {1}.', name, enumerate(others, 'and'))];
}
