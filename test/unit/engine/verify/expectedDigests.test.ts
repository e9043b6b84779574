import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  algorithmsNeeded,
  contradiction,
  disagreement,
  compareDigests,
  integrityError,
  quarantinedAt,
  unconfirmed,
} from '../../../../src/engine/verify/expectedDigests.ts';
import type { ExpectedDigests } from '../../../../src/engine/verify/expectedDigests.ts';
import { EVIDENCE_KINDS, IDENTITY_KINDS } from '../../../../src/engine/evidence.ts';
import { NO_FINDINGS } from '../../../../src/engine/findings.ts';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);
const LONG_A = 'a'.repeat(128);
const LONG_B = 'b'.repeat(128);

const expectedDigests = (some: Partial<ExpectedDigests> = {}): ExpectedDigests => ({
  identity: [],
  pins: [],
  findings: NO_FINDINGS,
  ...some,
});

describe('compareDigests', () => {
  const actual = { sha256: A, sha512: LONG_A };

  it('returns nothing without any source', () => {
    assert.deepEqual(compareDigests(expectedDigests(), actual), { identity: [], sources: [] });
    const empty = expectedDigests({ server: { sha256: '' }, pins: [{}], identity: [{ by: 'listed', digests: {} }] });
    assert.deepEqual(compareDigests(empty, actual), { identity: [], sources: [] });
  });

  it('orders sources from strong to weak, SHA-512 before SHA-256', () => {
    const all = expectedDigests({ remembered: A, server: { sha512: LONG_A, sha256: A }, pins: [{ sha256: A }] });
    assert.deepEqual(
      compareDigests(all, actual).sources.map(({ kind, digest }) => `${kind} ${digest?.algorithm}`),
      ['pin sha256', 'server sha512', 'server sha256', 'remembered sha256'],
    );
  });

  it('separates identity from evidence', () => {
    const { identity, sources } = compareDigests(
      expectedDigests({ identity: [{ by: 'lock', digests: { sha256: A } }] }),
      actual,
    );
    assert.deepEqual(identity, [{ kind: 'lock', digest: { algorithm: 'sha256', hex: A }, fits: true }]);
    assert.deepEqual(sources, []);
  });

  it('lists each digest of the requested file once, by its first source', () => {
    const identity = (['lock', 'kept', 'listed'] as const).map((by) => ({ by, digests: { sha256: A } }));
    const kinds = (some: Partial<ExpectedDigests>): readonly string[] =>
      compareDigests(expectedDigests(some), actual).identity.map(({ kind }) => kind);
    assert.deepEqual(kinds({ identity }), ['lock']);
    assert.deepEqual(kinds({ identity: identity.slice(2) }), ['listed']);
    assert.deepEqual(
      kinds({ identity: identity.slice(2), server: { sha256: A } }),
      [],
      'the instance itself states it',
    );
  });

  it('accepts digests in any case', () => {
    const [source] = compareDigests(expectedDigests({ server: { sha256: A.toUpperCase() } }), actual).sources;
    assert.deepEqual(source, { kind: 'server', digest: { algorithm: 'sha256', hex: A }, fits: true });
  });

  it('rejects bytes exactly if a source contradicts them', () => {
    const digests = fc.record(
      { sha256: fc.constantFrom(A, B), sha512: fc.constantFrom(LONG_A, LONG_B) },
      { requiredKeys: [] },
    );
    const all = fc.record({
      identity: fc.array(fc.record({ by: fc.constantFrom(...IDENTITY_KINDS), digests }), { maxLength: 3 }),
      pins: fc.array(digests, { maxLength: 2 }),
      server: digests,
      remembered: fc.option(fc.constantFrom(A, B), { nil: undefined }),
    });
    fc.assert(
      fc.property(all, (statements) => {
        const comparison = compareDigests({ ...statements, findings: NO_FINDINGS }, actual);
        const given = [statements.server, ...statements.pins, ...statements.identity.map((one) => one.digests)];
        const hexes = [...given.flatMap((one) => [one.sha256, one.sha512]), statements.remembered];
        const contradicted = hexes.some((hex) => hex === B || hex === LONG_B);
        assert.equal(disagreement(comparison, actual) !== undefined, contradicted);
        const ranks = comparison.sources.map(({ kind }) => EVIDENCE_KINDS.indexOf(kind));
        assert.deepEqual(
          ranks,
          ranks.toSorted((one, other) => one - other),
        );
      }),
    );
  });
});

describe('disagreement', () => {
  const at = (some: Partial<ExpectedDigests>): string | undefined => {
    const actual = { sha256: A };
    return disagreement(compareDigests(expectedDigests(some), actual), actual)?.source.kind;
  };

  it('reports a different file first and a different list last', () => {
    const of = (by: 'lock' | 'caller' | 'kept' | 'listed') => [{ by, digests: { sha256: B } }];
    for (const by of ['lock', 'caller', 'kept'] as const)
      assert.equal(at({ identity: of(by), server: { sha256: B }, pins: [{ sha256: B }] }), by);
    assert.equal(at({ identity: of('listed'), remembered: B }), 'remembered');
    assert.equal(at({ identity: of('listed') }), 'listed');
  });
});

describe('contradiction', () => {
  it('finds statements that no bytes can satisfy, and names the stronger side', () => {
    const found = contradiction(
      expectedDigests({ server: { sha256: B }, identity: [{ by: 'kept', digests: { sha256: A } }] }),
    );
    assert.deepEqual([found?.source.kind, found?.source.digest?.hex, found?.actual], ['kept', A, B]);
  });

  it('finds two pins that disagree', () => {
    assert.equal(contradiction(expectedDigests({ pins: [{ sha256: A }, { sha256: B }] }))?.actual, B);
  });

  it('finds none if all agree, or use different algorithms', () => {
    const identity = [{ by: 'kept', digests: { sha256: A } }] as const;
    const agreeing = expectedDigests({ server: { sha256: A, sha512: LONG_B }, identity, remembered: A });
    assert.equal(contradiction(agreeing), undefined);
    assert.equal(contradiction(expectedDigests()), undefined);
  });
});

describe('algorithmsNeeded', () => {
  it('always includes SHA-256, the address of the blob, and others only if they are compared', () => {
    assert.deepEqual(algorithmsNeeded(expectedDigests()), ['sha256']);
    assert.deepEqual(algorithmsNeeded(expectedDigests({ server: { sha512: LONG_A } })), ['sha512', 'sha256']);
    assert.deepEqual(algorithmsNeeded(expectedDigests({ pins: [{ sha384: 'c'.repeat(96) }] })), ['sha384', 'sha256']);
    const identity = [{ by: 'caller', digests: { sha512: LONG_A } }] as const;
    assert.deepEqual(algorithmsNeeded(expectedDigests({ identity })), ['sha512', 'sha256']);
  });
});

describe('integrityError', () => {
  it('names the source, the expected and the actual value, and every other source compared', () => {
    const statements = expectedDigests({ server: { sha256: B }, pins: [{ sha256: A }] });
    const comparison = compareDigests(statements, { sha256: A });
    const against = disagreement(comparison, { sha256: A });
    assert.ok(against);
    const error = quarantinedAt(integrityError(against, comparison), '/aside/x');
    const { sources } = comparison;
    const facts = { what: 'sha256', expected: B, actual: A, source: 'server', sources, quarantinePath: '/aside/x' };
    assert.deepEqual(error.facts, facts);
    assert.equal(quarantinedAt(error, undefined), error);
  });

  it('is not raised by a bad signature of an untrusted key', () => {
    const signature = { file: 'tool.sig', keyId: 'F00D', problem: 'bad-signature' } as const;
    const { sources } = compareDigests(expectedDigests({ findings: { signatures: [signature], checksums: [] } }), {
      sha256: A,
    });
    assert.deepEqual(sources, []);
  });

  it('names the file and the key of a signature that is bad', () => {
    const signature = { file: 'tool.minisig', keyId: 'F00D', problem: 'bad-signature', signer: 'trusted' } as const;
    const comparison = compareDigests(expectedDigests({ findings: { signatures: [signature], checksums: [] } }), {
      sha256: A,
    });
    const against = disagreement(comparison, { sha256: A });
    assert.ok(against);
    const { what, expected, actual, file, keyId } = integrityError(against, comparison).facts;
    assert.deepEqual([what, expected, actual, file, keyId], ['signature', 'F00D', '', 'tool.minisig', 'F00D']);
  });
});

describe('unconfirmed', () => {
  it('lists all statements before there are bytes, none of them matching yet', () => {
    const statements = unconfirmed(
      expectedDigests({ server: { sha256: B }, identity: [{ by: 'kept', digests: { sha256: A } }] }),
    );
    assert.deepEqual(
      [...statements.identity, ...statements.sources].map(({ kind, fits }) => [kind, fits]),
      [
        ['kept', false],
        ['server', false],
      ],
    );
  });
});
