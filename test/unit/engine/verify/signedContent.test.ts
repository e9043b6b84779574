import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createSignedHash } from '../../../../src/engine/verify/signedContent.ts';

const LACKING = (): never => {
  throw new Error('Digest method not supported');
};

describe('createSignedHash', () => {
  it('computes the same BLAKE2b without built-in support', () => {
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

  it('computes the same SHA-3 without built-in support', () => {
    const [start, end] = [Buffer.from('a'), Buffer.from('bc')];
    for (const name of ['sha3-256', 'sha3-512'] as const) {
      const hash = createSignedHash(name, LACKING).update(start);
      const other = hash.copy().update(end);
      const expected = (bytes: Buffer): string => createHash(name).update(bytes).digest('hex');
      assert.equal(Buffer.from(other.digest()).toString('hex'), expected(Buffer.concat([start, end])));
      assert.equal(Buffer.from(hash.digest()).toString('hex'), expected(start), 'copying it does not change it');
    }
  });

  it('has no replacement for SHA-2', () => {
    assert.throws(() => createSignedHash('sha256', LACKING));
  });
});
