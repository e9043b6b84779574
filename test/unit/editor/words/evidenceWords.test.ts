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
      assert.equal(/\bverified\b/.test(evidenceWord(evidence)), said);
      assert.equal(/\bverified\b/.test(spokenEvidence(evidence)), said);
      assert.equal(evidenceIcon(evidence) === 'verified', said);
      assert.match(evidenceSentence(evidence), /^[A-Z].*\.$/);
    });
  }

  it('differ for each kind', () => {
    for (const words of [evidenceWord, evidenceSentence, spokenEvidence]) {
      assert.equal(new Set(EVIDENCE_KINDS.map((kind) => words({ kind, checkedAt: 0 }))).size, EVIDENCE_KINDS.length);
    }
  });
});
