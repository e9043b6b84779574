import assert from 'node:assert/strict';
import { EVIDENCE_KINDS, isVerified, isWeaker, strongest } from '../../../src/engine/evidence.ts';

describe('isVerified', () => {
  it('counts statements by others as proof, but not memory or nothing', () => {
    assert.deepEqual(
      EVIDENCE_KINDS.filter((kind) => isVerified({ kind })),
      ['pin', 'signature', 'server', 'checksum'],
    );
  });
});

describe('isWeaker', () => {
  it('holds for every kind below another, and for no kind itself', () => {
    for (const [index, kind] of EVIDENCE_KINDS.entries()) {
      for (const lower of EVIDENCE_KINDS.slice(index + 1)) {
        assert.equal(isWeaker(lower, kind), true);
        assert.equal(isWeaker(kind, lower), false);
      }
      assert.equal(isWeaker(kind, kind), false);
    }
  });
});

describe('strongest', () => {
  it('returns the strongest kind in the list, in any order', () => {
    const sources = (['remembered', 'server', 'checksum'] as const).map((kind) => ({ kind, fits: true }));
    assert.equal(strongest(sources), 'server');
    assert.equal(strongest([]), 'none');
  });
});
