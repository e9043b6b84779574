import assert from 'node:assert/strict';
import { assess } from '../../../../src/engine/verify/assess.ts';
import type { AssessmentFacts } from '../../../../src/engine/verify/assess.ts';
import type { Requirement } from '../../../../src/engine/evidence.ts';
import type { Digests } from '../../../../src/engine/model.ts';
import type { ChecksumFinding, Findings, SignatureFinding } from '../../../../src/engine/findings.ts';
import type { ExpectedDigests } from '../../../../src/engine/verify/expectedDigests.ts';
import { EVIDENCE_KINDS, IDENTITY_KINDS } from '../../../../src/engine/evidence.ts';
import { meets } from '../../../../src/engine/verify/refusal.ts';

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

type Facts = Partial<Omit<AssessmentFacts, 'expected'>> & Partial<Omit<ExpectedDigests, 'pins'>> & { pin?: Digests };

function judged({ actual = { sha256: A, sha512: LONG }, trusted = [], lastVersion, replaced, pin, ...said }: Facts) {
  const pins = pin ? [pin] : [];
  return assess({
    actual,
    expected: { findings: NOTHING, identity: [], pins, ...said },
    trusted,
    lastVersion,
    replaced,
  });
}

describe('assess: the kind', () => {
  const ROWS: readonly (readonly [kind: string, facts: Facts])[] = [
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
  ROWS.forEach(([kind, facts], index) => {
    it(`is ${kind} (${index})`, () => {
      const result = judged(facts);
      assert.equal(result.kind, kind);
      assert.equal(result.against, undefined);
    });
  });

  it('comes with all matching sources, strongest first', () => {
    const { comparison } = judged({ server: { sha256: A }, findings: found(list(A, GOOD)), pin: { sha256: A } });
    const digest = { algorithm: 'sha256', hex: A };
    assert.deepEqual(comparison.sources, [
      { kind: 'pin', fits: true, digest },
      { kind: 'signature', fits: true, digest, file: 'SHA256SUMS', keyId: KEY },
      { kind: 'server', fits: true, digest },
    ]);
  });

  it('is not raised by statements about which file is meant', () => {
    for (const by of IDENTITY_KINDS) {
      const { kind, against, comparison } = judged({ identity: [{ by, digests: { sha256: A } }] });
      assert.deepEqual([kind, against, comparison.sources], ['none', undefined, []]);
      assert.deepEqual(comparison.identity, [{ kind: by, fits: true, digest: { algorithm: 'sha256', hex: A } }]);
    }
  });

  it('needs every digest that a source uses', () => {
    assert.throws(() => judged({ actual: { sha256: A }, server: { sha512: LONG } }), TypeError);
  });
});

describe('assess: an alarm', () => {
  const ROWS: readonly (readonly [what: string, facts: Facts])[] = [
    ['a pin', { pin: { sha256: B } }],
    ['the server', { server: { sha256: A, sha512: 'd'.repeat(128) } }],
    ['a checksum file', { findings: found(list(B)) }],
    ['a signed list', { findings: found(list(B, GOOD)) }],
    ['a remembered digest', { remembered: B }],
    ['a signature by a trusted key', { findings: found({ ...GOOD, problem: 'bad-signature', signer: 'trusted' }) }],
    ['a signed name', { findings: found({ ...GOOD, problem: 'wrong-name', signer: 'trusted' }) }],
    ['the signature of a list', { findings: found(list(A, { ...GOOD, problem: 'bad-signature', signer: 'trusted' })) }],
    ['one of two lists', { findings: found(list(A), { ...list(B), file: 'checksums.txt' }) }],
  ];
  for (const [what, facts] of ROWS)
    it(`is raised by ${what}, whatever else matches`, () => {
      for (const more of [{}, { pin: { sha256: A }, server: { sha256: A }, ...facts }]) {
        const result = judged({ ...facts, ...more });
        assert.ok(result.against);
        assert.equal(result.kind, 'none');
        assert.ok(result.comparison.sources.some(({ fits }) => !fits));
        for (const one of ['checksum', 'server', 'signature', 'pin'] as const)
          assert.equal(meets(result.kind, one), false);
      }
    });
});

describe('assess: a file other than the requested one', () => {
  for (const by of IDENTITY_KINDS)
    it(`is an alarm, whoever vouches for it: ${by}`, () => {
      const facts = { identity: [{ by, digests: { sha256: B } }], pin: { sha256: A }, findings: found(GOOD) };
      const { against, kind } = judged(facts);
      assert.deepEqual([against?.source.kind, kind], [by, 'none']);
    });
});

describe('assess: a downgrade', () => {
  const SIGNER = `minisign:${KEY}`;
  const OTHER = '0000000000000001';
  const SIGNED = { kind: 'signature', keyIds: [SIGNER] } as const;
  const kinds = (facts: Facts): readonly string[] =>
    judged({ trusted: [SIGNER], ...facts }).changes.map(({ kind }) => kind);

  it('finds none if the evidence is the same or better', () => {
    assert.deepEqual(kinds({ lastVersion: SIGNED, findings: found(GOOD) }), []);
    assert.deepEqual(kinds({ lastVersion: SIGNED, findings: found(list(A, GOOD)) }), []);
    assert.deepEqual(kinds({ lastVersion: { kind: 'checksum', keyIds: [] }, findings: found(GOOD) }), []);
    assert.deepEqual(kinds({ lastVersion: { kind: 'none', keyIds: [] } }), []);
    assert.deepEqual(kinds({}), []);
  });

  it('is not reported in an alarm, which has nothing to accept', () => {
    assert.deepEqual(kinds({ lastVersion: SIGNED, findings: found(list(B)) }), []);
  });

  it('is a signature that is missing', () => {
    assert.deepEqual(judged({ lastVersion: SIGNED, findings: found(list(A)) }).changes, [
      { kind: 'signature-missing', before: [SIGNER] },
    ]);
  });

  it('is another key, unless it is trusted', () => {
    const other = { ...GOOD, keyId: OTHER };
    const { changes } = judged({
      trusted: [SIGNER],
      lastVersion: SIGNED,
      findings: found({ ...UNKNOWN, keyId: OTHER }),
    });
    assert.deepEqual(changes, [{ kind: 'key-changed', before: [SIGNER], now: [`minisign:${OTHER}`] }]);
    assert.deepEqual(kinds({ lastVersion: SIGNED, findings: found(other) }), []);
  });

  it('is a signature that names the old key and could not be checked', () => {
    assert.deepEqual(kinds({ lastVersion: SIGNED, findings: found(UNKNOWN) }), ['signature-missing']);
    assert.deepEqual(kinds({ lastVersion: SIGNED, findings: found(list(A, UNKNOWN)) }), ['signature-missing']);
  });

  it('is a key of the same name of another tool', () => {
    for (const scheme of ['signify', 'ssh', 'openpgp', 'sigstore'] as const)
      assert.deepEqual(
        kinds({ lastVersion: SIGNED, findings: found({ ...UNKNOWN, scheme }) }),
        ['key-changed'],
        scheme,
      );
  });

  for (const problem of ['wrong-namespace', 'unsupported', 'weak', 'expired', 'revoked', 'content-too-large'] as const)
    it(`is a signature that names the key but is not valid: ${problem}`, () => {
      assert.deepEqual(kinds({ lastVersion: SIGNED, findings: found({ ...GOOD, problem }) }), ['signature-missing']);
      assert.deepEqual(kinds({ lastVersion: SIGNED, findings: found(list(A, { ...GOOD, problem })) }), [
        'signature-missing',
      ]);
    });

  it('is a missing trusted key, even if an untrusted one signs as before', () => {
    const stranger = { ...UNKNOWN, keyId: OTHER };
    const { seen } = judged({ trusted: [SIGNER], findings: found(GOOD, stranger) });
    assert.deepEqual(kinds({ lastVersion: seen, findings: found(stranger) }), ['key-changed']);
  });

  it('is a missing checksum file, whatever is pinned or remembered', () => {
    const last = { kind: 'checksum', keyIds: [] } as const;
    assert.deepEqual(kinds({ lastVersion: last, remembered: A, pin: { sha256: A } }), ['weaker']);
  });

  describe('of a key that the user no longer trusts', () => {
    const none = { trusted: [], lastVersion: SIGNED } as const;

    it('finds none while signatures still name the key', () => {
      assert.deepEqual(kinds({ ...none, findings: found(list(A, UNKNOWN)) }), []);
      assert.deepEqual(kinds({ ...none, findings: found(UNKNOWN) }), []);
    });

    it('is a missing signature, or one that names another key', () => {
      assert.deepEqual(kinds({ ...none, findings: found(list(A)) }), ['signature-missing']);
      assert.deepEqual(kinds({ ...none, findings: found({ ...UNKNOWN, keyId: OTHER }) }), ['key-changed']);
    });

    it("follows the settings, not the signature's claim: a trusted key is not forgotten", () => {
      assert.deepEqual(kinds({ lastVersion: SIGNED, findings: found(list(A, UNKNOWN)) }), ['signature-missing']);
    });
  });

  describe('of an untrusted signer', () => {
    const SSH: SignatureFinding = { file: 'tool.sig', scheme: 'ssh', keyId: 'SHA256:abc', problem: 'unknown-key' };
    const CARRIED: SignatureFinding = { ...SSH, signer: 'carried' };
    const last = { kind: 'none', keyIds: ['ssh:SHA256:abc'] } as const;

    it('finds none if a signature with its key shows the same signer', () => {
      assert.deepEqual(judged({ findings: found(CARRIED) }).seen, last);
      assert.deepEqual(kinds({ lastVersion: last, findings: found(CARRIED) }), []);
    });

    it('is a signature that only names that key', () => {
      assert.deepEqual(kinds({ lastVersion: last, findings: found(SSH) }), ['signature-missing']);
      assert.deepEqual(kinds({ lastVersion: last, findings: found({ ...SSH, problem: 'bad-signature' }) }), [
        'signature-missing',
      ]);
    });

    it('is another key that signed', () => {
      const other = { ...CARRIED, keyId: 'SHA256:def' };
      assert.deepEqual(kinds({ lastVersion: last, findings: found(other) }), ['key-changed']);
    });

    it('finds none for the next tag of the same workflow', () => {
      const signedBy = (tag: string): Findings =>
        found({ ...CARRIED, scheme: 'sigstore', keyId: `https://x/release.yml@refs/tags/${tag} https://issuer` });
      const { seen } = judged({ findings: signedBy('v1') });
      assert.deepEqual(kinds({ lastVersion: seen, findings: signedBy('v2') }), []);
    });

    it('compares names if nothing else was ever known', () => {
      const { seen } = judged({ findings: found(list(A, UNKNOWN)) });
      assert.deepEqual(seen, { kind: 'checksum', keyIds: [], claims: [SIGNER] });
      const claimed = { trusted: [], lastVersion: seen };
      assert.deepEqual(kinds({ ...claimed, findings: found(list(A, UNKNOWN)) }), []);
      assert.deepEqual(kinds({ ...claimed, findings: found(list(A)) }), ['signature-missing']);
      assert.deepEqual(kinds({ ...claimed, findings: found(list(A, { ...UNKNOWN, keyId: OTHER })) }), ['key-changed']);
    });
  });

  it('finds none for an entry without a scheme if any tool showed that a key of that name signed', () => {
    const last = { kind: 'none', keyIds: [KEY] } as const;
    assert.deepEqual(kinds({ lastVersion: last, findings: found(GOOD) }), []);
    assert.deepEqual(
      kinds({ lastVersion: last, findings: found({ ...UNKNOWN, scheme: 'ssh', signer: 'carried' }) }),
      [],
    );
    for (const trusted of [[], [SIGNER]])
      assert.deepEqual(kinds({ trusted, lastVersion: last, findings: found(UNKNOWN) }), ['signature-missing']);
  });

  it("compares the next version with this one's own evidence", () => {
    const { seen } = judged({ pin: { sha256: A }, findings: found(list(A, GOOD)) });
    assert.deepEqual(seen, SIGNED);
    assert.deepEqual(judged({ pin: { sha256: A }, remembered: A }).seen, { kind: 'none', keyIds: [] });
  });
});

describe('assess: a replaced file', () => {
  it('is shown with both digests', () => {
    assert.deepEqual(judged({ replaced: B }).changes, [{ kind: 'replaced', before: B, now: A }]);
  });

  it('finds none if the bytes are the same', () => {
    assert.deepEqual(judged({ replaced: A }).changes, []);
    assert.deepEqual(judged({}).changes, []);
  });
});

describe('meets', () => {
  const WITH: Readonly<Record<string, Facts>> = {
    pin: { pin: { sha256: A } },
    signature: { findings: found(GOOD) },
    server: { server: { sha256: A } },
    checksum: { findings: found(list(A)) },
    notes: { findings: { ...NOTHING, notes: [{ algorithm: 'sha256', hex: A }] } },
    remembered: { remembered: A },
    none: {},
  };
  const REQUIREMENTS: readonly Requirement[] = ['pin', 'signature', 'server', 'checksum', 'any'];

  it('is met by the required kind and those above it', () => {
    const met = EVIDENCE_KINDS.map(
      (kind) => REQUIREMENTS.filter((one) => meets(judged(WITH[kind] ?? {}).kind, one)).length,
    );
    assert.deepEqual(met, [5, 4, 3, 2, 1, 1, 1]);
  });
});
