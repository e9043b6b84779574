import { unknownSigners } from '../engine/index.ts';
import type { ChecksumFinding, Evidence, SignatureFinding } from '../engine/index.ts';
import { plain } from './format.ts';

type SignatureProblem = NonNullable<SignatureFinding['problem']>;
type ChecksumProblem = NonNullable<ChecksumFinding['problem']>;

/** Each goes on from the name of the file. */
const SIGNATURE_PROBLEMS: Readonly<
  Record<Exclude<SignatureProblem, 'fetch' | 'unknown-key' | 'bad-signature'>, string>
> = {
  malformed: 'is not a signature that can be read',
  'too-large': 'is too large for a signature, and was not read',
  'content-too-large': 'is of a kind that needs the whole file in memory, and the file is too large for that',
  unsupported: 'is of a kind that cannot be checked here',
  'wrong-name': 'is good, but was made for a file of another name',
  'wrong-namespace': 'was made for another purpose than signing files',
  expired: 'has expired, or was made with a key that had',
  'not-yet-valid': "was made more than a day later than this machine's clock says it is now",
  revoked: 'is by a key that its owner has revoked',
  weak: 'was made with a hash or a key that can be forged',
};

const CHECKSUM_PROBLEMS: Readonly<Record<Exclude<ChecksumProblem, 'fetch'>, string>> = {
  ambiguous: 'can be read in more than one way: two digests for the file, or one of which the algorithm is open',
  'no-entry': 'has no digest for this file',
  weak: 'has only digests that prove nothing any more (MD5, SHA-1 and the like)',
  html: 'is a web page',
  'too-large': 'is too large for a checksum file, and was not read',
  malformed: 'is not a checksum file that can be read',
  unsupported: 'has only digests of kinds that are not computed here',
};

/** Why a signature does not count, or that it is good; without the file's name, which goes before it. */
export function signatureProblemWords(finding: SignatureFinding): string {
  const { problem, code } = finding;
  if (problem === undefined) return 'is good';
  if (problem === 'fetch') return fetchWords(code);
  if (problem === 'unknown-key') return unknownKeyWords(finding);
  if (problem === 'bad-signature') return badSignatureWords(finding);
  return SIGNATURE_PROBLEMS[problem];
}

/** Why a checksum file does not count; without the file's name, which goes before it. */
export function checksumProblemWords({ problem, code }: ChecksumFinding): string {
  if (problem === undefined) return 'has a digest for this file';
  return problem === 'fetch' ? fetchWords(code) : CHECKSUM_PROBLEMS[problem];
}

function fetchWords(code = 'unknown'): string {
  return `could not be fetched (${plain(code)}), so it does not count`;
}

function badSignatureWords({ signer }: SignatureFinding): string {
  return signer === 'trusted'
    ? 'names a key that you trust, but is not its signature over these bytes'
    : 'is not a good signature over these bytes';
}

/** What a signature holds its own key for is checked; one that only names a key could be anybody's. */
function unknownKeyWords({ keyId = 'without a name', signer }: SignatureFinding): string {
  return signer === 'carried'
    ? `is good, but you do not trust its key ${plain(keyId)}, so it does not count`
    : `names key ${plain(keyId)}, which you do not trust: nobody can check that, and it does not count`;
}

/** One sentence for each signer who is not trusted, with what that is worth. For tooltips and reports. */
export function unknownKeySentences(evidence: Pick<Evidence, 'findings'>): readonly string[] {
  return unknownSigners(evidence).map(({ keyId, isShown }) =>
    isShown
      ? `Signed by key ${plain(keyId)}, which you do not trust, so the signature does not count yet.`
      : `A signature names key ${plain(keyId)}, which you do not trust. It cannot be checked without that key and does not count yet.`,
  );
}
