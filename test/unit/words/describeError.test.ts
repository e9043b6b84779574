import assert from 'node:assert/strict';
import { EngineError } from '../../../src/engine/index.ts';
import type { ErrorCode } from '../../../src/engine/index.ts';
import type { Remedy } from '../../../src/words/describeError.ts';
import { describeError } from '../../../src/words/describeError.ts';
import { ERROR_CASES, host } from '../../support/errorCases.ts';

/** What sentences tell the user to do, and the button that does it. */
const ADVICE: readonly (readonly [advice: RegExp, button: Remedy])[] = [
  [/the settings?\b(?! forgejoArtifacts)/, 'openSettings'],
  [/Is the address right|Is this the address/, 'openSettings'],
  [/\btry again\b/i, 'retry'],
  [/\bsign in\b/i, 'signIn'],
  [/\bRefresh\b/, 'refresh'],
  [/in the browser/, 'openInBrowser'],
  [/Install it|Choose another file/, 'install'],
  [/save the file/, 'saveAs'],
  [/empty the cache/, 'emptyCache'],
  [/add (?:it|that address)/, 'addInstance'],
  [/Remove that file|move the file away/, 'openCacheFolder'],
  [/Accept Change…/, 'acceptChange'],
];

describe('describeError', () => {
  it('blames no server for a status that is no failure', () => {
    const { message } = describeError(new EngineError('server', '', { host, status: 304 }));
    assert.match(message, /^git\.example\.org sent an unexpected answer \(status 304\)\./);
  });

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

  for (const [code, cases] of Object.entries(ERROR_CASES)) {
    it(`offers a button for what the words for ${code} tell the user to do`, () => {
      for (const [facts] of cases) {
        const { message, remedy, also = [] } = describeError(new EngineError(code as ErrorCode, '', facts as never));
        for (const [advice, wanted] of ADVICE)
          if (advice.test(message)) assert.ok([remedy, ...also].includes(wanted), `${message}: ${remedy} is offered`);
      }
    });
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
