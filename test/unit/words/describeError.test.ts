import assert from 'node:assert/strict';
import { EngineError } from '../../../src/engine/index.ts';
import type { ErrorCode } from '../../../src/engine/index.ts';
import { describeError } from '../../../src/words/describeError.ts';
import { ERROR_CASES, host } from '../../support/errorCases.ts';

describe('describeError', () => {
  for (const [code, cases] of Object.entries(ERROR_CASES)) {
    for (const [facts, words, remedy] of cases) {
      it(`has words for ${code} ${JSON.stringify(facts)}`, () => {
        const described = describeError(new EngineError(code as ErrorCode, 'for the log', facts as never));
        assert.match(described.message, words);
        assert.equal(described.remedy, remedy);
        assert.doesNotMatch(described.message, /undefined|null|NaN|\[object|for the log/);
        assert.match(described.message, /[.?]$/);
      });
    }
  }

  it('offers several ways out of a question of trust', () => {
    const untrusted = { name: 'a.zip', require: 'signature', kind: 'none' } as const;
    assert.deepEqual(describeError(new EngineError('untrusted', '', untrusted)).also, ['openSettings', 'showEvidence']);
    const changed = { name: 'a.zip', changes: [] };
    assert.deepEqual(describeError(new EngineError('changed', '', changed)).also, ['showEvidence']);
  });

  it('says once that the evidence of a file is only weak', () => {
    const untrusted = { name: 'a.zip', require: 'checksum', kind: 'notes' } as const;
    const { message } = describeError(new EngineError('untrusted', '', untrusted));
    assert.match(message, /require a checksum file .* has only a digest in the release notes, so/);
  });

  it('shows server text on one line, whatever it contains', () => {
    const facts = { host, what: 'release', name: 'a\n\u202eb' } as const;
    assert.match(describeError(new EngineError('notFound', '', facts)).message, /a \ufffdb/);
  });

  it('names what was asked for in vain, and what there is', () => {
    const program = { name: 'a.zip', candidates: ['x', 'y'], unknown: ['z'] };
    const { message } = describeError(new EngineError('noExecutable', '', program));
    assert.equal(message, 'a.zip contains no program z, so nothing was installed. Available: x and y.');
    const pattern = { tool: 'saw', platform: 'any', available: ['a.zip'], pattern: 'b.zip' };
    assert.match(
      describeError(new EngineError('noPlatform', '', pattern)).message,
      /^No file of saw that matches b\.zip is for a known platform\. .* Available: a\.zip\.$/,
    );
  });

  it('has a message for unforeseen errors', () => {
    assert.deepEqual(describeError(new TypeError('x is\nnot a function')), {
      message: 'Something unexpected went wrong: x is not a function',
      remedy: 'showLog',
    });
    assert.match(describeError('text').message, /went wrong: text/);
  });
});
