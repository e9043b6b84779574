import assert from 'node:assert/strict';
import * as openpgp from 'openpgp';
import { verifyOpenpgp } from '../../../../src/engine/verify/openpgp.ts';
import { dearmor } from '../../../../src/engine/verify/openpgpArmor.ts';
import { readPgpKey } from '../../../../src/engine/verify/openpgpKey.ts';
import type { PgpKey } from '../../../../src/engine/verify/openpgpKey.ts';
import { readPgpSignatures } from '../../../../src/engine/verify/openpgpSignature.ts';
import type { SignatureResult } from '../../../../src/engine/verify/signature.ts';
import { contentOf } from '../../../../src/engine/verify/signedContent.ts';
import { fixture, fixtureText } from '../../../support/signatures/fixtures.ts';
import { pgpKey } from '../../../support/signatures/pgpKeys.ts';

const TEXT = fixture('tool.txt');
const KEY = pgpKey('ed25519');
/** The position in `ed25519.sig` of a byte after the signed part. */
const UNSIGNED_AT = 63;

function verify(signature: Uint8Array, keys: readonly PgpKey[], bytes: Uint8Array = TEXT): Promise<SignatureResult> {
  return verifyOpenpgp(signature, keys, contentOf(bytes));
}

describe('verifyOpenpgp: signatures', () => {
  describe('over a file of more than 64 MiB', () => {
    const PART = Buffer.alloc(1 << 20, '0123456789abcdef');
    /** Counts how often it is read. */
    const largeContent = (end = 'end') => ({
      reads: 0,
      sizeBytes: 65 * PART.length + end.length,
      hash: () => assert.fail('hashed by itself'),
      read: () => assert.fail('read as a whole'),
      async *chunks() {
        this.reads += 1;
        for (let part = 0; part < 65; part += 1) yield PART;
        yield Buffer.from(end);
      },
    });

    for (const name of ['large-ed25519', 'large-rsa2048', 'large-nistp256'])
      it(`accepts a signature by gpg, reading the file once in parts: ${name}`, async () => {
        const key = pgpKey(name);
        const content = largeContent();
        assert.ok(content.sizeBytes > 64 * 1024 * 1024);
        const result = await verifyOpenpgp(fixture(`openpgp/${name}.asc`), [key], content);
        assert.deepEqual(result, { ok: true, keyId: key.fingerprint });
        assert.equal(content.reads, 1);
        const other = await verifyOpenpgp(fixture(`openpgp/${name}.asc`), [key], largeContent('END'));
        assert.deepEqual(other, { ok: false, reason: 'bad-signature', keyId: key.fingerprint, signer: 'trusted' });
      }).timeout(120_000);
  });

  describe('of one file', () => {
    const packetsOf = (name: string): Buffer =>
      dearmor(fixtureText(`openpgp/${name}.asc`), 'SIGNATURE') ?? Buffer.alloc(0);
    const counted = () => ({
      reads: 0,
      sizeBytes: TEXT.length,
      hash: () => assert.fail('hashed by itself'),
      read: () => assert.fail('read as a whole'),
      async *chunks() {
        this.reads += 1;
        yield TEXT;
      },
    });

    it('are checked once for copies, reading the file once for all', async () => {
      const content = counted();
      const copies = Buffer.concat(Array.from({ length: 170 }, () => packetsOf('ed25519')));
      const result = await verifyOpenpgp(copies, [KEY], content);
      assert.deepEqual([result, content.reads], [{ ok: true, keyId: KEY.fingerprint }, 1]);
      const two = counted();
      const all = Buffer.concat([packetsOf('ed25519'), packetsOf('rsa'), fixture('openpgp/rsa-sha384.sig')]);
      assert.equal((await verifyOpenpgp(all, [KEY, pgpKey('rsa')], two)).ok, true);
      assert.equal(two.reads, 1);
    });

    it('are skipped if there are too many', async () => {
      const original = fixture('openpgp/ed25519.sig');
      // The signatures differ in the unsigned part.
      const distinct = Array.from({ length: 17 }, (_, index) => {
        const one = Buffer.from(original);
        one[UNSIGNED_AT] = index;
        return one;
      });
      const content = counted();
      assert.deepEqual(await verifyOpenpgp(Buffer.concat(distinct), [KEY], content), {
        ok: false,
        reason: 'too-large',
      });
      assert.equal(content.reads, 0);
    });
  });

  describe('with a clock that is ahead', () => {
    const HOUR_MS = 3_600_000;
    const signedAhead = async (aheadMs: number): Promise<SignatureResult> => {
      const { privateKey } = await openpgp.generateKey({
        userIDs: [{ name: 'x' }],
        date: new Date(Date.now() - 48 * HOUR_MS),
        format: 'object',
      });
      const message = await openpgp.createMessage({ binary: TEXT });
      const date = new Date(Date.now() + aheadMs);
      const options = { message, signingKeys: privateKey, detached: true, date, format: 'binary' } as const;
      const key = readPgpKey(privateKey.toPublic().write());
      assert.ok(key);
      return verify((await openpgp.sign(options)) as Uint8Array, [key]);
    };

    it('are good if made up to a day from now', async () => {
      for (const aheadMs of [0, 2 * 60_000, 14 * HOUR_MS])
        assert.equal((await signedAhead(aheadMs)).ok, true, `${aheadMs}`);
    });

    it('are not yet valid if made later than that', async () => {
      const result = await signedAhead(25 * HOUR_MS);
      assert.equal(!result.ok && result.reason, 'not-yet-valid');
    });
  });

  for (const [what, config, hash] of [
    ['version 6 and SHA-512', { v6Keys: true }, openpgp.enums.hash.sha512],
    ['version 6 and SHA3-256', { v6Keys: true }, openpgp.enums.hash.sha3_256],
  ] as const)
    it(`returns the library's result for ${what}, and none over another file`, async () => {
      const { privateKey } = await openpgp.generateKey({ userIDs: [{ name: 'x' }], format: 'object', config });
      const message = await openpgp.createMessage({ binary: TEXT });
      const settings = { preferredHashAlgorithm: hash };
      const options = { message, signingKeys: privateKey, detached: true, format: 'binary', config: settings } as const;
      const signature = (await openpgp.sign(options)) as Uint8Array;
      const key = readPgpKey(privateKey.toPublic().write());
      assert.ok(key);
      assert.equal(readPgpSignatures(signature)?.[0]?.hash, hash);
      assert.deepEqual(await verify(signature, [key]), { ok: true, keyId: key.fingerprint });
      assert.equal((await verify(signature, [key], Buffer.concat([TEXT, TEXT]))).ok, false);
    });
});
