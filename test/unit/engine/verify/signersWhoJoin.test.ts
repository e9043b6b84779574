import assert from 'node:assert/strict';
import type { SignatureFinding } from '../../../../src/engine/findings.ts';
import { assess } from '../../../../src/engine/verify/assess.ts';
import type { Assessment, AssessmentFacts } from '../../../../src/engine/verify/assess.ts';

/** A signature that contains its key, which nobody trusts. */
const by = (keyId: string): SignatureFinding => ({
  file: `${keyId}.sig`,
  scheme: 'ssh',
  keyId,
  problem: 'unknown-key',
  signer: 'carried',
});

function judged(
  signatures: readonly SignatureFinding[],
  { lastVersion, trusted = [] }: Partial<Pick<AssessmentFacts, 'lastVersion' | 'trusted'>> = {},
): Assessment {
  const findings = { signatures, checksums: [] };
  return assess({
    actual: { sha256: 'a'.repeat(64) },
    expected: { findings, identity: [], pins: [] },
    trusted,
    lastVersion,
  });
}

describe('an additional signer', () => {
  const ofAlice = judged([by('alice')]).seen;

  it('does not replace the earlier signer', () => {
    const joined = judged([by('alice'), by('mallory')], { lastVersion: ofAlice });
    assert.deepEqual([joined.changes, joined.seen], [[], ofAlice]);
    const { changes } = judged([by('mallory')], { lastVersion: joined.seen });
    assert.deepEqual(
      changes.map(({ kind }) => kind),
      ['key-changed'],
    );
  });

  it('is recorded if the user trusts them', () => {
    const { problem: _problem, signer: _signer, ...good } = by('bob');
    const { seen } = judged([by('alice'), good], { lastVersion: ofAlice, trusted: ['ssh:bob'] });
    assert.deepEqual(seen.keyIds, ['ssh:bob']);
  });

  it('is recorded if both signed from the start', () => {
    const both = judged([by('alice'), by('bob')]).seen;
    assert.deepEqual(judged([by('bob')], { lastVersion: both }).changes, []);
  });
});
