import { unknownSigners } from '../engine/index.ts';
import type { ChecksumFinding, Evidence, SignatureFinding } from '../engine/index.ts';
import { plain } from './format.ts';
import { t } from './translate.ts';

type SignatureProblem = NonNullable<SignatureFinding['problem']>;
type ChecksumProblem = NonNullable<ChecksumFinding['problem']>;

/** Each continues a sentence that begins with the file's name. */
const SIGNATURE_PROBLEMS: Readonly<
  Record<Exclude<SignatureProblem, 'fetch' | 'unknown-key' | 'bad-signature'>, string>
> = {
  malformed: t('is not a readable signature'),
  'too-large': t('is too large for a signature and was not read'),
  'content-too-large': t('can only be checked with the whole file in memory, and the file is too large'),
  unsupported: t('is of an unsupported kind'),
  'wrong-name': t('is good, but was made for a file with another name'),
  'wrong-namespace': t('was made for a purpose other than signing files'),
  expired: t('has expired, or was made with an expired key'),
  'not-yet-valid': t("is dated more than a day ahead of this machine's clock"),
  revoked: t('was made with a key that its owner has revoked'),
  weak: t('uses a weak hash or key'),
};

const CHECKSUM_PROBLEMS: Readonly<Record<Exclude<ChecksumProblem, 'fetch'>, string>> = {
  ambiguous: t('is ambiguous: it has two digests for the file, or one whose algorithm is unclear'),
  'no-entry': t('has no digest for this file'),
  weak: t('has only weak digests (MD5, SHA-1 and the like)'),
  html: t('is a web page'),
  'too-large': t('is too large for a checksum file and was not read'),
  malformed: t('is not a readable checksum file'),
  unsupported: t('has only digests of unsupported kinds'),
};

/** Why a signature does not count, or that it is good; to follow the file's name. */
export function signatureProblemWords(finding: SignatureFinding): string {
  const { problem, code } = finding;
  if (problem === undefined) return t('is good');
  if (problem === 'fetch') return fetchWords(code);
  if (problem === 'unknown-key') return unknownKeyWords(finding);
  if (problem === 'bad-signature') return badSignatureWords(finding);
  return SIGNATURE_PROBLEMS[problem];
}

/** Why a checksum file does not count; to follow the file's name. */
export function checksumProblemWords({ problem, code }: ChecksumFinding): string {
  if (problem === undefined) return t('has a digest for this file');
  return problem === 'fetch' ? fetchWords(code) : CHECKSUM_PROBLEMS[problem];
}

function fetchWords(code = 'unknown'): string {
  return t('could not be fetched ({0}), so it does not count', plain(code));
}

function badSignatureWords({ signer }: SignatureFinding): string {
  return signer === 'trusted'
    ? t('names a key that you trust, but does not match these bytes')
    : t('does not match these bytes');
}

/** A signature that contains its key was checked with it; one that only names a key can be made without it. */
function unknownKeyWords({ keyId = t('without an ID'), signer }: SignatureFinding): string {
  return signer === 'carried'
    ? t('is good, but you do not trust its key {0}, so it does not count', plain(keyId))
    : t(
        'names key {0}, which you do not trust: it cannot be checked without that key and does not count',
        plain(keyId),
      );
}

/** One sentence for each untrusted signer, with what the signature is worth. For tooltips and reports. */
export function unknownKeySentences(evidence: Pick<Evidence, 'findings'>): readonly string[] {
  return unknownSigners(evidence).map(({ keyId, isShown }) =>
    isShown
      ? t('Signed by key {0}, which you do not trust, so the signature does not count yet.', plain(keyId))
      : t(
          'A signature names key {0}, which you do not trust. It cannot be checked without that key and does not count yet.',
          plain(keyId),
        ),
  );
}
