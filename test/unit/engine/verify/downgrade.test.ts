import assert from 'node:assert/strict';
import { NO_FINDINGS } from '../../../../src/engine/findings.ts';
import type { ChecksumProblem, Findings, SignatureFinding } from '../../../../src/engine/findings.ts';
import { downgrades, seenOf } from '../../../../src/engine/verify/downgrade.ts';

const OLD = 'minisign:F5420C2B3C8F6886';
const NEW = 'minisign:0000000000000001';
const LISTED = { kind: 'checksum', keyIds: [] } as const;
const SIGNED = { kind: 'signature', keyIds: [OLD] } as const;

function listWith(problem: ChecksumProblem): Findings {
  return { ...NO_FINDINGS, checksums: [{ file: 'SHA256SUMS', scope: 'list', problem, digests: [], signatures: [] }] };
}

describe('downgrades', () => {
  const kinds = (...args: Parameters<typeof downgrades>): readonly string[] =>
    downgrades(...args).map(({ kind }) => kind);

  it('finds none if a publisher changes to digests of another sound kind', () => {
    const given = (problem: ChecksumProblem) =>
      ({ findings: listWith(problem), kind: 'none', trusted: [OLD] }) as const;
    assert.deepEqual(kinds(LISTED, given('unsupported')), []);
    assert.deepEqual(kinds(LISTED, given('weak')), ['weaker']);
    assert.deepEqual(kinds(LISTED, given('no-entry')), ['weaker']);
    assert.deepEqual(kinds(SIGNED, given('unsupported')), ['signature-missing']);
    const notes = { ...NO_FINDINGS, notes: [{ algorithm: 'sha256', hex: 'a'.repeat(64) }] } as const;
    assert.deepEqual(kinds(LISTED, { findings: notes, kind: 'none', trusted: [] }), []);
  });

  it('finds none if a new key signs next to the old one, nor when it later signs alone and is trusted', () => {
    const by = (id: string): SignatureFinding => ({
      file: `${id}.sig`,
      scheme: 'minisign',
      keyId: id.slice('minisign:'.length),
    });
    const both = { ...NO_FINDINGS, signatures: [by(OLD), { ...by(NEW), problem: 'unknown-key' } as const] };
    assert.deepEqual(kinds(SIGNED, { findings: both, kind: 'signature', trusted: [OLD] }), []);
    const seen = seenOf([], both, SIGNED);
    const alone = { ...NO_FINDINGS, signatures: [by(NEW)] };
    assert.deepEqual(kinds(seen, { findings: alone, kind: 'signature', trusted: [NEW] }), []);
  });
});
