import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { Digests } from '../../../../src/engine/model.ts';
import { EVIDENCE_KINDS } from '../../../../src/engine/verify/evidence.ts';
import { algorithmsNeeded, contradiction, expectations, judge } from '../../../../src/engine/verify/judge.ts';
import type { Claims } from '../../../../src/engine/verify/judge.ts';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);
const LONG_A = 'a'.repeat(128);
const LONG_B = 'b'.repeat(128);

const attachment = (digests: Digests = {}) => ({ storage: 'attachment', digests }) as const;
const packageFile = (digests: Digests = {}) => ({ storage: 'packageFile', digests }) as const;

describe('expectations', () => {
  it('knows nothing where nobody says anything', () => {
    assert.deepEqual(expectations(attachment(), {}), []);
  });

  it('orders them from strong to weak, SHA-256 before SHA-512', () => {
    const found = expectations(packageFile({ sha512: LONG_A, sha256: A }), {
      remembered: A,
      pin: { sha512: LONG_A, sha256: A },
    });
    assert.deepEqual(
      found.map(({ kind, algorithm }) => `${kind} ${algorithm}`),
      ['pin sha256', 'pin sha512', 'registryDigest sha256', 'registryDigest sha512', 'remembered sha256'],
    );
  });

  it('says whether the registry or the attachment gave the digest', () => {
    assert.equal(expectations(packageFile({ sha256: A }), {})[0]?.kind, 'registryDigest');
    assert.equal(expectations(attachment({ sha256: A }), {})[0]?.kind, 'attachmentDigest');
  });

  it('takes digests in any case, and empty ones as absent', () => {
    assert.equal(expectations(attachment({ sha256: 'AB'.repeat(32) }), {})[0]?.hex, 'ab'.repeat(32));
    assert.deepEqual(expectations(attachment({ sha256: '' }), { pin: {} }), []);
  });
});

describe('contradiction', () => {
  it('finds what no bytes can meet, and names the stronger side', () => {
    const found = contradiction(expectations(packageFile({ sha256: B }), { kept: A }));
    assert.deepEqual([found?.expectation.kind, found?.expectation.hex, found?.actual], ['pin', A, B]);
  });

  it('finds none where all agree, or speak of different algorithms', () => {
    const expected = expectations(packageFile({ sha256: A, sha512: LONG_B }), { kept: A, remembered: A });
    assert.equal(contradiction(expected), undefined);
    assert.equal(contradiction([]), undefined);
  });
});

describe('algorithmsNeeded', () => {
  it('always has SHA-256, the address of the blob, and SHA-512 only where it is compared', () => {
    assert.deepEqual(algorithmsNeeded([]), ['sha256']);
    assert.deepEqual(algorithmsNeeded(expectations(attachment({ sha512: LONG_A }), {})), ['sha256', 'sha512']);
  });
});

describe('judge', () => {
  const actual = { sha256: A, sha512: LONG_A };
  const cases: readonly [string, Digests, Claims, string][] = [
    ['nothing known', {}, {}, 'none'],
    ['a digest from upstream agrees', { sha256: A }, {}, 'registryDigest'],
    ['only SHA-512 is known and agrees', { sha512: LONG_A }, {}, 'registryDigest'],
    ['the pin agrees', { sha256: A }, { pin: { sha256: A } }, 'pin'],
    ['what was seen before agrees', {}, { remembered: A }, 'remembered'],
    ['upstream disagrees', { sha256: B }, {}, 'refused by registryDigest sha256'],
    ['one of two algorithms disagrees', { sha256: A, sha512: LONG_B }, {}, 'refused by registryDigest sha512'],
    ['the pin disagrees, upstream agrees', { sha256: A }, { pin: { sha256: B } }, 'refused by pin sha256'],
    ['the pin agrees, upstream disagrees', { sha256: B }, { pin: { sha256: A } }, 'refused by registryDigest sha256'],
    ['upstream agrees, memory disagrees', { sha256: A }, { remembered: B }, 'refused by remembered sha256'],
  ];
  for (const [name, digests, claims, outcome] of cases) {
    it(`${name}: ${outcome}`, () => {
      const verdict = judge(expectations(packageFile(digests), claims), actual, 42);
      if (verdict.ok) {
        assert.equal(verdict.evidence.kind, outcome);
        assert.equal(verdict.evidence.checkedAt, 42);
      } else {
        assert.equal(`refused by ${verdict.expectation.kind} ${verdict.expectation.algorithm}`, outcome);
        assert.equal(verdict.actual, actual[verdict.expectation.algorithm]);
      }
    });
  }

  it('is a mistake to call without a digest that is expected', () => {
    assert.throws(() => judge(expectations(attachment({ sha512: LONG_A }), {}), { sha256: A }, 0), /sha512/);
  });

  it('accepts bytes only if everything that is known of them agrees, and then gives the strongest reason', () => {
    const digests = fc.record(
      { sha256: fc.constantFrom(A, B), sha512: fc.constantFrom(LONG_A, LONG_B) },
      { requiredKeys: [] },
    );
    const claims = fc.record({ pin: digests, remembered: fc.constantFrom(A, B) }, { requiredKeys: [] });
    fc.assert(
      fc.property(digests, claims, fc.boolean(), (upstream, claimed, isPackage) => {
        const expected = expectations(isPackage ? packageFile(upstream) : attachment(upstream), claimed);
        const verdict = judge(expected, actual, 0);
        const all = [upstream, claimed.pin ?? {}].flatMap((one) => [one.sha256, one.sha512]);
        const contradicted = [...all, claimed.remembered].some((hex) => hex === B || hex === LONG_B);
        assert.equal(verdict.ok, !contradicted);
        if (!verdict.ok) return;
        const ranks = expected.map(({ kind }) => EVIDENCE_KINDS.indexOf(kind));
        const rank = EVIDENCE_KINDS.indexOf(verdict.evidence.kind);
        assert.equal(rank, Math.min(EVIDENCE_KINDS.indexOf('none'), ...ranks));
      }),
    );
  });
});
