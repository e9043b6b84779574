import assert from 'node:assert/strict';
import { authorizationOf } from '../../../../src/engine/mirror/credential.ts';

describe('authorizationOf', () => {
  it('treats user:password as Basic and anything else as a bearer token', () => {
    assert.equal(authorizationOf('s3cret'), 'Bearer s3cret');
    assert.equal(authorizationOf(' s3cret\n'), 'Bearer s3cret');
    assert.equal(authorizationOf('ci:pass:word'), `Basic ${btoa('ci:pass:word')}`);
  });

  it('returns nothing for a value that no header can carry', () => {
    for (const secret of [undefined, '', ' ', 'a\r\nx-evil: 1', 'two words', 'a\u0000b', 'x'.repeat(9000)]) {
      assert.equal(authorizationOf(secret), undefined);
    }
  });
});
