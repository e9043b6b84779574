import assert from 'node:assert/strict';
import { EVIDENCE_KINDS, isVerified, stronger } from '../../../../src/engine/verify/evidence.ts';
import type { Evidence } from '../../../../src/engine/verify/evidence.ts';

const of = (kind: Evidence['kind'], checkedAt = 0): Evidence => ({ kind, checkedAt });

describe('isVerified', () => {
  it('takes a promise from somebody for proof, and memory or nothing for none', () => {
    assert.deepEqual(
      EVIDENCE_KINDS.filter((kind) => isVerified(of(kind))),
      ['pin', 'registryDigest', 'attachmentDigest'],
    );
  });
});

describe('stronger', () => {
  it('picks the higher on the ladder from either side, and the first of two equals', () => {
    for (const [high, one] of EVIDENCE_KINDS.entries()) {
      for (const other of EVIDENCE_KINDS.slice(high)) {
        assert.equal(stronger(of(one), of(other)).kind, one);
        assert.equal(stronger(of(other), of(one)).kind, one);
      }
    }
    assert.equal(stronger(of('pin', 1), of('pin', 2)).checkedAt, 1);
  });
});
