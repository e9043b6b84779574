import assert from 'node:assert/strict';
import { checksumProblemWords, signatureProblemWords, unknownKeySentences } from '../../../src/words/findingWords.ts';

const SIGNATURE_PROBLEMS = [
  ...(['malformed', 'too-large', 'content-too-large', 'unsupported', 'unknown-key', 'bad-signature'] as const),
  ...(['wrong-name', 'wrong-namespace', 'expired', 'not-yet-valid', 'revoked', 'weak', 'fetch'] as const),
];
const CHECKSUM_PROBLEMS = [
  ...(['ambiguous', 'no-entry', 'weak', 'html', 'too-large', 'malformed', 'unsupported', 'fetch'] as const),
];

describe('the words for files that do not count', () => {
  it('give a separate reason for every problem of a signature', () => {
    const phrases = SIGNATURE_PROBLEMS.map((problem) => signatureProblemWords({ file: 'x', problem, keyId: 'K' }));
    for (const words of phrases) assert.match(words, /^[a-z]/);
    assert.equal(new Set(phrases).size, SIGNATURE_PROBLEMS.length);
  });

  it('give a separate reason for every problem of a checksum file', () => {
    const base = { file: 'x', scope: 'list', digests: [], signatures: [] } as const;
    const phrases = CHECKSUM_PROBLEMS.map((problem) => checksumProblemWords({ ...base, problem }));
    assert.equal(new Set(phrases).size, CHECKSUM_PROBLEMS.length);
  });

  it('give the code of a file that could not be fetched', () =>
    assert.equal(
      signatureProblemWords({ file: 'x', problem: 'fetch', code: 'forbidden' }),
      'could not be fetched (forbidden), so it does not count',
    ));

  it('distinguish a bad signature by a trusted key from any other', () => {
    const bad = { file: 'x', problem: 'bad-signature', keyId: 'K' } as const;
    assert.match(signatureProblemWords({ ...bad, signer: 'trusted' }), /^names a key that you trust, but/);
    assert.equal(signatureProblemWords(bad), 'does not match these bytes');
  });

  it('name each unknown key once, and say whether its signature was checked', () => {
    const one = { file: 'x.sig', problem: 'unknown-key', keyId: 'A\u202eB' } as const;
    const list = {
      file: 'SUMS',
      scope: 'list',
      digests: [],
      signatures: [{ ...one, keyId: 'C', signer: 'carried' }, one],
    } as const;
    const findings = { signatures: [one, { file: 'good', keyId: 'D' }], checksums: [list] };
    assert.deepEqual(unknownKeySentences({ findings }), [
      'A signature names key A\ufffdB, which you do not trust. It cannot be checked without that key and does not count yet.',
      'Signed by key C, which you do not trust, so the signature does not count yet.',
    ]);
  });
});
