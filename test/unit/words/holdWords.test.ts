import assert from 'node:assert/strict';
import { formatTime } from '../../../src/words/format.ts';
import { holdSentence } from '../../../src/words/holdWords.ts';

describe('holdSentence', () => {
  const now = Date.UTC(2026, 10, 25, 12);

  it('gives the time of day for a long wait, and the duration for a short one', () => {
    const sentenceUntil = (until: number): string => holdSentence({ host: 'git.example.org', until }, now);
    assert.equal(
      sentenceUntil(now + 300_000),
      `git.example.org is limiting requests until ${formatTime(now + 300_000)}.`,
    );
    assert.equal(sentenceUntil(now + 12_000), 'git.example.org is limiting requests for another 12 s.');
  });
});
