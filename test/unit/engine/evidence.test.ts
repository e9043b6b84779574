import assert from 'node:assert/strict';
import { EVIDENCE_KINDS, isVerified, isWeaker, withoutPins } from '../../../src/engine/evidence.ts';
import { makeEvidence } from '../../support/records.ts';

describe('isVerified', () => {
  it('takes the word of somebody for proof, and memory or nothing for none', () => {
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

describe('withoutPins', () => {
  it('leaves what others say, and the strongest of that', () => {
    const server = { kind: 'server', fits: true, digest: { algorithm: 'sha256', hex: 'a' } } as const;
    const both = makeEvidence('pin', { sources: [{ ...server, kind: 'pin' }, server] });
    assert.deepEqual(withoutPins(both), { ...both, kind: 'server', sources: [server] });
    assert.deepEqual(withoutPins(makeEvidence('pin')), { ...makeEvidence('none') });
  });
});
