import assert from 'node:assert/strict';
import { assess, meets } from '../../../../src/engine/verify/assess.ts';
import type { AssessmentFacts, Requirement } from '../../../../src/engine/verify/assess.ts';
import type { ChecksumFinding, Findings, SignatureFinding } from '../../../../src/engine/verify/findings.ts';
import { RUNGS } from '../../../../src/engine/verify/rungs.ts';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);
const LONG = 'c'.repeat(128);
const KEY = 'F5420C2B3C8F6886';

const GOOD: SignatureFinding = { file: 'tool.minisig', scheme: 'minisign', keyId: KEY };
const UNKNOWN: SignatureFinding = { ...GOOD, problem: 'unknown-key' };

function list(hex: string, ...signatures: readonly SignatureFinding[]): ChecksumFinding {
  return { file: 'SHA256SUMS', scope: 'list', digests: [{ algorithm: 'sha256', hex }], signatures };
}

function found(...findings: readonly (SignatureFinding | ChecksumFinding)[]): Findings {
  return {
    signatures: findings.flatMap((one) => ('digests' in one ? [] : one)),
    checksums: findings.flatMap((one) => ('digests' in one ? one : [])),
  };
}

const NOTHING = found();

function judged(facts: Partial<AssessmentFacts>) {
  return assess({ actual: { sha256: A, sha512: LONG }, findings: NOTHING, ...facts });
}

describe('assess: the rung', () => {
  const ROWS: readonly (readonly [rung: string, facts: Partial<AssessmentFacts>])[] = [
    ['none', {}],
    ['remembered', { remembered: A }],
    ['checksum', { findings: found(list(A)), remembered: A }],
    ['server', { server: { sha256: A }, findings: found(list(A)) }],
    ['signature', { server: { sha256: A }, findings: found(GOOD) }],
    ['signature', { server: { sha256: A }, findings: found(list(A, GOOD)) }],
    ['pin', { pin: { sha256: A }, findings: found(GOOD) }],
    ['pin', { pin: { sha512: LONG.toUpperCase() } }],
    ['none', { findings: found(UNKNOWN) }],
    ['checksum', { findings: found(list(A, UNKNOWN)) }],
    ['none', { findings: found({ ...list(A), digests: [], problem: 'ambiguous' }) }],
    ['none', { findings: found({ file: 'tool.sig', problem: 'fetch', code: 'network' }) }],
    ['none', { findings: found({ ...GOOD, problem: 'unsupported' }) }],
  ];
  ROWS.forEach(([rung, facts], index) => {
    it(`is ${rung} (${index})`, () => {
      const result = judged(facts);
      assert.equal(result.rung, rung);
      assert.equal(result.alarm, false);
    });
  });

  it('comes with all that agree, strongest first', () => {
    const { sources } = judged({ server: { sha256: A }, findings: found(list(A, GOOD)), pin: { sha256: A } });
    const digest = { algorithm: 'sha256', hex: A };
    assert.deepEqual(sources, [
      { rung: 'pin', fits: true, digest },
      { rung: 'signature', fits: true, digest, file: 'SHA256SUMS', keyId: KEY },
      { rung: 'server', fits: true, digest },
    ]);
  });

  it('needs every digest that is spoken of', () => {
    assert.throws(() => judged({ actual: { sha256: A }, server: { sha512: LONG } }), TypeError);
  });
});

describe('assess: an alarm', () => {
  const ROWS: readonly (readonly [what: string, facts: Partial<AssessmentFacts>])[] = [
    ['a pin', { pin: { sha256: B } }],
    ['the server', { server: { sha256: A, sha512: 'd'.repeat(128) } }],
    ['a checksum file', { findings: found(list(B)) }],
    ['a signed list', { findings: found(list(B, GOOD)) }],
    ['what is remembered', { remembered: B }],
    ['a signature by a trusted key', { findings: found({ ...GOOD, problem: 'bad-signature' }) }],
    ['a name that was signed', { findings: found({ ...GOOD, problem: 'wrong-name' }) }],
    ['the signature of a list', { findings: found(list(A, { ...GOOD, problem: 'bad-signature' })) }],
    ['one of two lists', { findings: found(list(A), { ...list(B), file: 'checksums.txt' }) }],
  ];
  for (const [what, facts] of ROWS)
    it(`is raised by ${what}, whatever else fits`, () => {
      for (const more of [{}, { pin: { sha256: A }, server: { sha256: A }, ...facts }]) {
        const result = judged({ ...facts, ...more });
        assert.equal(result.alarm, true);
        assert.equal(result.rung, 'none');
        assert.ok(result.sources.some(({ fits }) => !fits));
        for (const one of ['any', 'checksum', 'server', 'signature', 'pin'] as const)
          assert.equal(meets(result, one), false);
      }
    });
});

describe('assess: a downgrade', () => {
  const SIGNED = { rung: 'signature', keyIds: [KEY] } as const;
  const kinds = (facts: Partial<AssessmentFacts>): readonly string[] =>
    judged(facts).downgrades.map(({ kind }) => kind);

  it('is none where all is as it was, or better', () => {
    assert.deepEqual(kinds({ lastVersion: SIGNED, findings: found(GOOD) }), []);
    assert.deepEqual(kinds({ lastVersion: SIGNED, findings: found(list(A, GOOD)) }), []);
    assert.deepEqual(kinds({ lastVersion: { rung: 'checksum', keyIds: [] }, findings: found(GOOD) }), []);
    assert.deepEqual(kinds({ lastVersion: { rung: 'none', keyIds: [] } }), []);
    assert.deepEqual(kinds({}), []);
  });

  it('is not spoken of in an alarm, which has nothing to accept', () => {
    assert.deepEqual(kinds({ lastVersion: SIGNED, findings: found(list(B)) }), []);
  });

  it('is a signature that is missing', () => {
    assert.deepEqual(judged({ lastVersion: SIGNED, findings: found(list(A)) }).downgrades, [
      { kind: 'signature-missing', before: [KEY] },
      { kind: 'weaker', before: 'signature', now: 'checksum' },
    ]);
  });

  it('is a missing signature of a key that nobody trusted', () => {
    const last = { rung: 'checksum', keyIds: [KEY] } as const;
    assert.deepEqual(kinds({ lastVersion: last, findings: found(list(A)) }), ['signature-missing']);
    assert.deepEqual(kinds({ lastVersion: last, findings: found(list(A, UNKNOWN)) }), []);
  });

  it('is another key, unless it is trusted', () => {
    const other = { ...GOOD, keyId: '0000000000000001' };
    assert.deepEqual(
      judged({ lastVersion: SIGNED, findings: found({ ...other, problem: 'unknown-key' }) }).downgrades,
      [
        { kind: 'key-changed', before: [KEY], now: [other.keyId] },
        { kind: 'weaker', before: 'signature', now: 'none' },
      ],
    );
    assert.deepEqual(kinds({ lastVersion: SIGNED, findings: found(other) }), []);
  });

  it('is a checksum file that is missing, whatever the user has fixed or remembers', () => {
    const last = { rung: 'checksum', keyIds: [] } as const;
    assert.deepEqual(kinds({ lastVersion: last, remembered: A, pin: { sha256: A } }), ['weaker']);
  });

  it('is for the next version what this one gives by itself', () => {
    assert.deepEqual(judged({ pin: { sha256: A }, findings: found(list(A, UNKNOWN)) }).seen, {
      rung: 'checksum',
      keyIds: [KEY],
    });
    assert.deepEqual(judged({ pin: { sha256: A }, remembered: A }).seen, { rung: 'none', keyIds: [] });
  });
});

describe('assess: a replaced file', () => {
  it('is shown with both digests', () => {
    assert.deepEqual(judged({ replaced: B }).replaced, { before: B, now: A });
  });

  it('is none where the bytes are the same', () => {
    assert.equal(judged({ replaced: A }).replaced, undefined);
    assert.equal(judged({}).replaced, undefined);
  });
});

describe('meets', () => {
  const WITH: Readonly<Record<string, Partial<AssessmentFacts>>> = {
    pin: { pin: { sha256: A } },
    signature: { findings: found(GOOD) },
    server: { server: { sha256: A } },
    checksum: { findings: found(list(A)) },
    remembered: { remembered: A },
    none: {},
  };
  const REQUIREMENTS: readonly Requirement[] = ['pin', 'signature', 'server', 'checksum', 'any'];

  it('is met by the rung that is demanded and by those above it', () => {
    const met = RUNGS.map((rung) => REQUIREMENTS.filter((one) => meets(judged(WITH[rung] ?? {}), one)).length);
    assert.deepEqual(met, [5, 4, 3, 2, 1, 1]);
  });
});
