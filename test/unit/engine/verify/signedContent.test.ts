import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createSignedHash } from '../../../../src/engine/verify/signedContent.ts';

const LACKING = (): never => {
  throw new Error('Digest method not supported');
};

describe('createSignedHash', () => {
  it('computes the same BLAKE2b where the crypto at hand has none', () => {
    for (const size of [0, 1, 127, 128, 129, 256, 10_000]) {
      const bytes = Buffer.alloc(size, 7);
      const hash = createSignedHash('blake2b512', LACKING).update(bytes.subarray(0, 100)).update(bytes.subarray(100));
      assert.equal(Buffer.from(hash.digest()).toString('hex'), createHash('blake2b512').update(bytes).digest('hex'));
    }
  });

  it('has the digest of RFC 7693, Appendix A', () => {
    const digest = Buffer.from(createSignedHash('blake2b512', LACKING).update(Buffer.from('abc')).digest());
    assert.match(digest.toString('hex'), /^ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1/);
  });

  it('has nothing in place of SHA-2', () => {
    assert.throws(() => createSignedHash('sha256', LACKING));
  });
});
