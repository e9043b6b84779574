import assert from 'node:assert/strict';
import {
  evidenceIcon,
  evidenceSentence,
  evidenceWord,
  spokenEvidence,
} from '../../../../src/editor/words/evidenceWords.ts';
import { EVIDENCE_KINDS, isVerified } from '../../../../src/engine/index.ts';

describe('the words for evidence', () => {
  for (const kind of EVIDENCE_KINDS) {
    it(`claim no more than there is for ${kind}`, () => {
      const evidence = { kind, checkedAt: 0 };
      const said = isVerified(evidence);
      for (const words of [evidenceWord, spokenEvidence]) {
        assert.equal(/\bverified\b/.test(words({ evidence, storedAt: 0 })), said);
        assert.equal(/\bunverified\b/.test(words({ evidence, storedAt: 0 })), !said);
      }
      assert.equal(evidenceIcon(evidence) === 'verified', said);
      assert.match(evidenceSentence(evidence), /^[A-Z].*\.$/);
    });
  }

  it('differ for each kind', () => {
    const all = EVIDENCE_KINDS.map((kind) => ({ evidence: { kind, checkedAt: 0 }, storedAt: 0 }));
    for (const words of [evidenceWord, spokenEvidence]) assert.equal(new Set(all.map(words)).size, all.length);
    assert.equal(new Set(all.map(({ evidence }) => evidenceSentence(evidence))).size, all.length);
  });

  it('say since when a file is unchanged, as that alone verifies nothing', () => {
    const record = { evidence: { kind: 'remembered', checkedAt: 0 }, storedAt: Date.UTC(2026, 10, 24, 12) } as const;
    assert.equal(evidenceWord(record), 'unverified, unchanged since 24 Nov 2026');
  });
});
