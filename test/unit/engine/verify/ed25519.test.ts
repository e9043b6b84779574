import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { verifyEd25519, verifyLongEd25519 } from '../../../../src/engine/verify/ed25519.ts';

const MESSAGE = Buffer.from('any message');

describe('verifyEd25519', () => {
  it('accepts what the key signed and nothing else', () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const key = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
    const signature = sign(null, MESSAGE, privateKey);
    assert.equal(verifyEd25519(key, signature, MESSAGE), true);
    assert.equal(verifyEd25519(key, signature, Buffer.from('another')), false);
    assert.equal(verifyEd25519(key.subarray(1), signature, MESSAGE), false);
    assert.equal(verifyEd25519(key, signature.subarray(1), MESSAGE), false);
  });

  it('gives the same result for long data on another thread', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const key = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
    const data = Buffer.alloc(16 * 1024 * 1024, 'x');
    const signature = sign(null, data, privateKey);
    assert.equal(await verifyLongEd25519(key, signature, data), true);
    assert.equal(await verifyLongEd25519(key, signature, data.subarray(1)), false);
    assert.equal(await verifyLongEd25519(key, signature.subarray(1), data), false);
  });

  it('refuses a weak key that verifies every message', () => {
    // The neutral point as the key and as R, with S = 0.
    const neutral = Buffer.concat([Buffer.from([1]), Buffer.alloc(31)]);
    assert.equal(verifyEd25519(neutral, Buffer.concat([neutral, Buffer.alloc(32)]), MESSAGE), false);
  });

  it('refuses a non-canonical signature', () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const key = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
    const signature = sign(null, MESSAGE, privateKey);
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    const s = BigInt(`0x${Buffer.from(signature.subarray(32)).reverse().toString('hex')}`) + order;
    const bytes = Buffer.from(s.toString(16).padStart(64, '0'), 'hex').reverse();
    assert.equal(verifyEd25519(key, Buffer.concat([signature.subarray(0, 32), bytes]), MESSAGE), false);
  });
});
