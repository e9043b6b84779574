import assert from 'node:assert/strict';
import { checksumProblemWords, signatureProblemWords, unknownKeySentences } from '../../../src/words/findingWords.ts';

const SIGNATURE_PROBLEMS = [
  ...(['malformed', 'too-large', 'content-too-large', 'unsupported', 'unknown-key', 'bad-signature'] as const),
  ...(['wrong-name', 'wrong-namespace', 'expired', 'revoked', 'weak', 'fetch'] as const),
];
const CHECKSUM_PROBLEMS = [
  ...(['ambiguous', 'no-entry', 'weak', 'html', 'too-large', 'malformed', 'unsupported', 'fetch'] as const),
];

describe('the words for files that say nothing', () => {
  it('give a reason of its own for every problem of a signature', () => {
    const said = SIGNATURE_PROBLEMS.map((problem) => signatureProblemWords({ file: 'x', problem, keyId: 'K' }));
    for (const words of said) assert.match(words, /^[a-z]/);
    assert.equal(new Set(said).size, SIGNATURE_PROBLEMS.length);
  });

  it('give a reason of its own for every problem of a checksum file', () => {
    const base = { file: 'x', scope: 'list', digests: [], signatures: [] } as const;
    const said = CHECKSUM_PROBLEMS.map((problem) => checksumProblemWords({ ...base, problem }));
    assert.equal(new Set(said).size, CHECKSUM_PROBLEMS.length);
  });

  it('say with which code a file did not come', () =>
    assert.equal(
      signatureProblemWords({ file: 'x', problem: 'fetch', code: 'forbidden' }),
      'could not be fetched (forbidden), so it says nothing',
    ));

  it('name each unknown key once, and say what its signature is worth', () => {
    const one = { file: 'x.sig', problem: 'unknown-key', keyId: 'A\u202eB' } as const;
    const list = { file: 'SUMS', scope: 'list', digests: [], signatures: [{ ...one, keyId: 'C' }, one] } as const;
    const findings = { signatures: [one, { file: 'good', keyId: 'D' }], checksums: [list] };
    assert.deepEqual(unknownKeySentences({ findings }), [
      'Signed by unknown key A\ufffdB, which adds nothing.',
      'Signed by unknown key C, which adds nothing.',
    ]);
  });
});
