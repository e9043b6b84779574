import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  algorithmsNeeded,
  contradiction,
  disagreement,
  integrityError,
  setAsideAt,
  sourcesOf,
  unheard,
} from '../../../../src/engine/verify/claims.ts';
import type { Claims } from '../../../../src/engine/verify/claims.ts';
import { EVIDENCE_KINDS } from '../../../../src/engine/evidence.ts';
import { NO_FINDINGS } from '../../../../src/engine/findings.ts';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);
const LONG_A = 'a'.repeat(128);
const LONG_B = 'b'.repeat(128);

const claims = (some: Partial<Claims> = {}): Claims => ({ pins: [], findings: NO_FINDINGS, ...some });

describe('sourcesOf', () => {
  const actual = { sha256: A, sha512: LONG_A };

  it('hears nothing where nobody says anything', () => {
    assert.deepEqual(sourcesOf(claims(), actual), []);
    assert.deepEqual(sourcesOf(claims({ server: { sha256: '' }, pins: [{}] }), actual), []);
  });

  it('orders them from strong to weak, SHA-512 before SHA-256', () => {
    const all = claims({ remembered: A, server: { sha512: LONG_A, sha256: A }, pins: [{ sha256: A }], kept: A });
    assert.deepEqual(
      sourcesOf(all, actual).map(({ kind, digest }) => `${kind} ${digest?.algorithm}`),
      ['pin sha256', 'pin sha256', 'server sha512', 'server sha256', 'remembered sha256'],
    );
  });

  it('takes digests in any case', () => {
    const [source] = sourcesOf(claims({ server: { sha256: A.toUpperCase() } }), actual);
    assert.deepEqual(source, { kind: 'server', digest: { algorithm: 'sha256', hex: A }, fits: true });
  });

  it('finds fault with bytes if, and only if, somebody says otherwise', () => {
    const digests = fc.record(
      { sha256: fc.constantFrom(A, B), sha512: fc.constantFrom(LONG_A, LONG_B) },
      { requiredKeys: [] },
    );
    const sha256 = fc.option(fc.constantFrom(A, B), { nil: undefined });
    const all = fc.record({
      pins: fc.array(digests, { maxLength: 2 }),
      server: digests,
      kept: sha256,
      remembered: sha256,
    });
    fc.assert(
      fc.property(all, (said) => {
        const sources = sourcesOf({ ...said, findings: NO_FINDINGS }, actual);
        const hexes = [said.server, ...said.pins].flatMap((one) => [one.sha256, one.sha512]);
        const contradicted = [...hexes, said.kept, said.remembered].some((hex) => hex === B || hex === LONG_B);
        assert.equal(disagreement(sources, actual) !== undefined, contradicted);
        const ranks = sources.map(({ kind }) => EVIDENCE_KINDS.indexOf(kind));
        assert.deepEqual(
          ranks,
          ranks.toSorted((one, other) => one - other),
        );
      }),
    );
  });
});

describe('contradiction', () => {
  it('finds what no bytes can meet, and names the stronger side', () => {
    const found = contradiction(claims({ server: { sha256: B }, kept: A }));
    assert.deepEqual([found?.source.kind, found?.source.digest?.hex, found?.actual], ['pin', A, B]);
  });

  it('finds two pins that disagree', () => {
    assert.equal(contradiction(claims({ pins: [{ sha256: A }, { sha256: B }] }))?.actual, B);
  });

  it('finds none where all agree, or speak of different algorithms', () => {
    const agreeing = claims({ server: { sha256: A, sha512: LONG_B }, kept: A, remembered: A });
    assert.equal(contradiction(agreeing), undefined);
    assert.equal(contradiction(claims()), undefined);
  });
});

describe('algorithmsNeeded', () => {
  it('always has SHA-256, the address of the blob, and others only where they are compared', () => {
    assert.deepEqual(algorithmsNeeded(claims()), ['sha256']);
    assert.deepEqual(algorithmsNeeded(claims({ server: { sha512: LONG_A } })), ['sha512', 'sha256']);
    assert.deepEqual(algorithmsNeeded(claims({ pins: [{ sha384: 'c'.repeat(96) }] })), ['sha384', 'sha256']);
  });
});

describe('integrityError', () => {
  it('tells who says what, what there is instead, and everybody else who was heard', () => {
    const said = claims({ server: { sha256: B }, pins: [{ sha256: A }] });
    const sources = sourcesOf(said, { sha256: A });
    const against = disagreement(sources, { sha256: A });
    assert.ok(against);
    const error = setAsideAt(integrityError(against, sources), '/aside/x');
    const facts = { what: 'sha256', expected: B, actual: A, source: 'server', sources, setAside: '/aside/x' };
    assert.deepEqual(error.facts, facts);
    assert.equal(setAsideAt(error, undefined), error);
  });

  it('is not raised by a bad signature of a key that nobody trusts', () => {
    const signature = { file: 'tool.sig', keyId: 'F00D', problem: 'bad-signature' } as const;
    assert.deepEqual(sourcesOf(claims({ findings: { signatures: [signature], checksums: [] } }), { sha256: A }), []);
  });

  it('names the file and the key of a signature that is bad', () => {
    const signature = { file: 'tool.minisig', keyId: 'F00D', problem: 'bad-signature', signer: 'trusted' } as const;
    const sources = sourcesOf(claims({ findings: { signatures: [signature], checksums: [] } }), { sha256: A });
    const against = disagreement(sources, { sha256: A });
    assert.ok(against);
    const { what, expected, actual, file, keyId } = integrityError(against, sources).facts;
    assert.deepEqual([what, expected, actual, file, keyId], ['signature', 'F00D', '', 'tool.minisig', 'F00D']);
  });
});

describe('unheard', () => {
  it('lists what is said before there are bytes, none of it fitting yet', () => {
    const said = unheard(claims({ server: { sha256: B }, kept: A }));
    assert.deepEqual(
      said.map(({ kind, fits }) => [kind, fits]),
      [
        ['pin', false],
        ['server', false],
      ],
    );
  });
});
