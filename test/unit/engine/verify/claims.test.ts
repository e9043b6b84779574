import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  algorithmsNeeded,
  contradiction,
  disagreement,
  hear,
  integrityError,
  setAsideAt,
  unheard,
} from '../../../../src/engine/verify/claims.ts';
import type { Claims } from '../../../../src/engine/verify/claims.ts';
import { EVIDENCE_KINDS, IDENTITY_KINDS } from '../../../../src/engine/evidence.ts';
import { NO_FINDINGS } from '../../../../src/engine/findings.ts';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);
const LONG_A = 'a'.repeat(128);
const LONG_B = 'b'.repeat(128);

const claims = (some: Partial<Claims> = {}): Claims => ({ expected: [], pins: [], findings: NO_FINDINGS, ...some });

describe('hear', () => {
  const actual = { sha256: A, sha512: LONG_A };

  it('hears nothing where nobody says anything', () => {
    assert.deepEqual(hear(claims(), actual), { identity: [], sources: [] });
    const empty = claims({ server: { sha256: '' }, pins: [{}], expected: [{ by: 'listed', digests: {} }] });
    assert.deepEqual(hear(empty, actual), { identity: [], sources: [] });
  });

  it('orders sources from strong to weak, SHA-512 before SHA-256', () => {
    const all = claims({ remembered: A, server: { sha512: LONG_A, sha256: A }, pins: [{ sha256: A }] });
    assert.deepEqual(
      hear(all, actual).sources.map(({ kind, digest }) => `${kind} ${digest?.algorithm}`),
      ['pin sha256', 'server sha512', 'server sha256', 'remembered sha256'],
    );
  });

  it('keeps who says which file is meant apart from who vouches for it', () => {
    const { identity, sources } = hear(claims({ expected: [{ by: 'lock', digests: { sha256: A } }] }), actual);
    assert.deepEqual(identity, [{ kind: 'lock', digest: { algorithm: 'sha256', hex: A }, fits: true }]);
    assert.deepEqual(sources, []);
  });

  it('names each digest of the file that is meant once, by the first who gives it', () => {
    const expected = (['lock', 'kept', 'listed'] as const).map((by) => ({ by, digests: { sha256: A } }));
    const kinds = (some: Partial<Claims>): readonly string[] =>
      hear(claims(some), actual).identity.map(({ kind }) => kind);
    assert.deepEqual(kinds({ expected }), ['lock']);
    assert.deepEqual(kinds({ expected: expected.slice(2) }), ['listed']);
    assert.deepEqual(kinds({ expected: expected.slice(2), server: { sha256: A } }), [], 'the instance says so itself');
  });

  it('takes digests in any case', () => {
    const [source] = hear(claims({ server: { sha256: A.toUpperCase() } }), actual).sources;
    assert.deepEqual(source, { kind: 'server', digest: { algorithm: 'sha256', hex: A }, fits: true });
  });

  it('finds fault with bytes if, and only if, somebody says otherwise', () => {
    const digests = fc.record(
      { sha256: fc.constantFrom(A, B), sha512: fc.constantFrom(LONG_A, LONG_B) },
      { requiredKeys: [] },
    );
    const all = fc.record({
      expected: fc.array(fc.record({ by: fc.constantFrom(...IDENTITY_KINDS), digests }), { maxLength: 3 }),
      pins: fc.array(digests, { maxLength: 2 }),
      server: digests,
      remembered: fc.option(fc.constantFrom(A, B), { nil: undefined }),
    });
    fc.assert(
      fc.property(all, (said) => {
        const heard = hear({ ...said, findings: NO_FINDINGS }, actual);
        const given = [said.server, ...said.pins, ...said.expected.map((one) => one.digests)];
        const hexes = [...given.flatMap((one) => [one.sha256, one.sha512]), said.remembered];
        const contradicted = hexes.some((hex) => hex === B || hex === LONG_B);
        assert.equal(disagreement(heard, actual) !== undefined, contradicted);
        const ranks = heard.sources.map(({ kind }) => EVIDENCE_KINDS.indexOf(kind));
        assert.deepEqual(
          ranks,
          ranks.toSorted((one, other) => one - other),
        );
      }),
    );
  });
});

describe('disagreement', () => {
  const at = (some: Partial<Claims>): string | undefined => {
    const actual = { sha256: A };
    return disagreement(hear(claims(some), actual), actual)?.source.kind;
  };

  it('is first of all that it is another file, and last that a list was another', () => {
    const of = (by: 'lock' | 'caller' | 'kept' | 'listed') => [{ by, digests: { sha256: B } }];
    for (const by of ['lock', 'caller', 'kept'] as const)
      assert.equal(at({ expected: of(by), server: { sha256: B }, pins: [{ sha256: B }] }), by);
    assert.equal(at({ expected: of('listed'), remembered: B }), 'remembered');
    assert.equal(at({ expected: of('listed') }), 'listed');
  });
});

describe('contradiction', () => {
  it('finds what no bytes can meet, and names the stronger side', () => {
    const found = contradiction(claims({ server: { sha256: B }, expected: [{ by: 'kept', digests: { sha256: A } }] }));
    assert.deepEqual([found?.source.kind, found?.source.digest?.hex, found?.actual], ['kept', A, B]);
  });

  it('finds two pins that disagree', () => {
    assert.equal(contradiction(claims({ pins: [{ sha256: A }, { sha256: B }] }))?.actual, B);
  });

  it('finds none where all agree, or speak of different algorithms', () => {
    const expected = [{ by: 'kept', digests: { sha256: A } }] as const;
    const agreeing = claims({ server: { sha256: A, sha512: LONG_B }, expected, remembered: A });
    assert.equal(contradiction(agreeing), undefined);
    assert.equal(contradiction(claims()), undefined);
  });
});

describe('algorithmsNeeded', () => {
  it('always has SHA-256, the address of the blob, and others only where they are compared', () => {
    assert.deepEqual(algorithmsNeeded(claims()), ['sha256']);
    assert.deepEqual(algorithmsNeeded(claims({ server: { sha512: LONG_A } })), ['sha512', 'sha256']);
    assert.deepEqual(algorithmsNeeded(claims({ pins: [{ sha384: 'c'.repeat(96) }] })), ['sha384', 'sha256']);
    const expected = [{ by: 'caller', digests: { sha512: LONG_A } }] as const;
    assert.deepEqual(algorithmsNeeded(claims({ expected })), ['sha512', 'sha256']);
  });
});

describe('integrityError', () => {
  it('tells who says what, what there is instead, and everybody else who was heard', () => {
    const said = claims({ server: { sha256: B }, pins: [{ sha256: A }] });
    const heard = hear(said, { sha256: A });
    const against = disagreement(heard, { sha256: A });
    assert.ok(against);
    const error = setAsideAt(integrityError(against, heard), '/aside/x');
    const { sources } = heard;
    const facts = { what: 'sha256', expected: B, actual: A, source: 'server', sources, setAside: '/aside/x' };
    assert.deepEqual(error.facts, facts);
    assert.equal(setAsideAt(error, undefined), error);
  });

  it('is not raised by a bad signature of a key that nobody trusts', () => {
    const signature = { file: 'tool.sig', keyId: 'F00D', problem: 'bad-signature' } as const;
    const { sources } = hear(claims({ findings: { signatures: [signature], checksums: [] } }), { sha256: A });
    assert.deepEqual(sources, []);
  });

  it('names the file and the key of a signature that is bad', () => {
    const signature = { file: 'tool.minisig', keyId: 'F00D', problem: 'bad-signature', signer: 'trusted' } as const;
    const heard = hear(claims({ findings: { signatures: [signature], checksums: [] } }), { sha256: A });
    const against = disagreement(heard, { sha256: A });
    assert.ok(against);
    const { what, expected, actual, file, keyId } = integrityError(against, heard).facts;
    assert.deepEqual([what, expected, actual, file, keyId], ['signature', 'F00D', '', 'tool.minisig', 'F00D']);
  });
});

describe('unheard', () => {
  it('lists what is said before there are bytes, none of it fitting yet', () => {
    const said = unheard(claims({ server: { sha256: B }, expected: [{ by: 'kept', digests: { sha256: A } }] }));
    assert.deepEqual(
      [...said.identity, ...said.sources].map(({ kind, fits }) => [kind, fits]),
      [
        ['kept', false],
        ['server', false],
      ],
    );
  });
});
