import assert from 'node:assert/strict';
import { EngineError } from '../../../../src/engine/errors.ts';
import { asFailure } from '../../../../src/engine/http/failure.ts';
import { redactUrl } from '../../../../src/engine/http/redact.ts';

const host = 'git.example.org';
const open = new AbortController().signal;
const coded = (code: string, more: object = {}) => Object.assign(new Error(code), { code, ...more });

describe('asFailure', () => {
  for (const [what, error, reason] of [
    ['a code of its own', coded('ECONNRESET'), 'ECONNRESET'],
    ['the code of its cause', new TypeError('fetch failed', { cause: coded('ENOTFOUND') }), 'ENOTFOUND'],
    ['the innermost code', coded('UND_ERR_SOCKET', { cause: coded('ECONNRESET') }), 'ECONNRESET'],
    [
      'the first of several attempts',
      new AggregateError([coded('ECONNREFUSED'), coded('ENETUNREACH')]),
      'ECONNREFUSED',
    ],
    [
      'a certificate',
      new TypeError('x', { cause: coded('DEPTH_ZERO_SELF_SIGNED_CERT') }),
      'DEPTH_ZERO_SELF_SIGNED_CERT',
    ],
    ['nothing if there is none', new TypeError('terminated'), undefined],
    ['nothing if it is not an error', 'broken', undefined],
    ['nothing for a numeric code', coded('x', { code: 20 }), undefined],
  ] as const) {
    it(`gives ${what}`, () => {
      const failure = asFailure(error, host, open);
      assert.ok(failure instanceof EngineError);
      assert.deepEqual([failure.code, failure.facts], ['network', { host, ...(reason && { reason }) }]);
      assert.equal(failure.cause, error);
    });
  }

  it('survives an error that is its own cause', () => {
    const error = new Error('loop');
    error.cause = error;
    assert.ok(asFailure(error, host, open) instanceof EngineError);
  });

  it("returns the signal's own reason once it is aborted, whatever was thrown", () => {
    const reason = new Error('enough');
    assert.equal(asFailure(coded('ECONNRESET'), host, AbortSignal.abort(reason)), reason);
  });

  it("passes the engine's own errors on", () => {
    const error = new EngineError('timeout', 'x', { host, phase: 'body', timeoutMs: 1 });
    assert.equal(asFailure(error, host, open), error);
  });
});

describe('redactUrl', () => {
  it('leaves out user, query and fragment', () => {
    assert.equal(redactUrl(new URL('https://u:p@s3.example:9000/a/b?X-Amz-Signature=s#f')), 's3.example:9000/a/b');
  });
});
