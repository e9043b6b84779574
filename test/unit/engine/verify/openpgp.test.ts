import assert from 'node:assert/strict';
import * as openpgp from 'openpgp';
import { dearmor } from '../../../../src/engine/verify/openpgpArmor.ts';
import { readPgpKey } from '../../../../src/engine/verify/openpgpKey.ts';
import type { PgpKey } from '../../../../src/engine/verify/openpgpKey.ts';
import { verifyOpenpgp } from '../../../../src/engine/verify/openpgp.ts';
import type { SignatureProblem } from '../../../../src/engine/findings.ts';
import { contentOf } from '../../../../src/engine/verify/signedContent.ts';
import { fixture, fixtureText } from '../../../support/signatures/fixtures.ts';
import { pgpKey } from '../../../support/signatures/pgpKeys.ts';
import { flippedBits, flippedBytes, shifted, truncated } from '../../../support/signatures/tampering.ts';
import { sampled } from '../../../support/sampled.ts';

const TEXT = fixture('tool.txt');
const KEY = pgpKey('ed25519');

function verify(signature: Uint8Array, keys: readonly PgpKey[], bytes: Uint8Array = TEXT) {
  return verifyOpenpgp(signature, keys, contentOf(bytes));
}

describe('readPgpKey', () => {
  it('shows the fingerprint as gpg does, and those of the subkeys', () => {
    assert.equal(KEY.fingerprint, '20D9A89D91B6DD840AFC550D39968E3F07965B7D');
    assert.deepEqual(KEY.fingerprints, [KEY.fingerprint]);
    const { fingerprint, fingerprints } = pgpKey('subkey');
    assert.equal(fingerprints.length, 2);
    assert.equal(fingerprints[0], fingerprint);
  });

  it('agrees with the library about every key', async () => {
    for (const name of ['rsa', 'other', 'subkey', 'expired', 'revoked', 'small']) {
      const key = await openpgp.readKey({ armoredKey: fixtureText(`openpgp/${name}.pub.asc`) });
      const fingerprints = key.getKeys().map((one) => one.getFingerprint().toUpperCase());
      assert.deepEqual(pgpKey(name).fingerprints, fingerprints);
    }
  });

  it('reads a key of version 6', async () => {
    const { publicKey } = await openpgp.generateKey({
      userIDs: [{ name: 'x' }],
      format: 'object',
      config: { v6Keys: true },
    });
    const key = readPgpKey(publicKey.write());
    assert.equal(key?.fingerprint, publicKey.getFingerprint().toUpperCase());
    assert.equal(key?.fingerprint.length, 64);
  });

  it('refuses everything else', () => {
    const { packets } = KEY;
    for (const bytes of [
      Buffer.alloc(0),
      packets.subarray(1),
      packets.subarray(0, -1),
      Buffer.concat([packets, packets]),
      Buffer.concat([packets, pgpKey('rsa').packets]),
      fixture('openpgp/ed25519.sig'),
      Buffer.concat([packets, Buffer.from([0])]),
    ])
      assert.equal(readPgpKey(bytes), undefined);
  });
});

describe('verifyOpenpgp', () => {
  const GOOD: readonly (readonly [file: string, key: string])[] = [
    ['ed25519.asc', 'ed25519'],
    ['ed25519.sig', 'ed25519'],
    ['rsa.asc', 'rsa'],
    ['rsa-sha384.sig', 'rsa'],
    ['subkey.asc', 'subkey'],
    ['two.asc', 'ed25519'],
    ['two.asc', 'rsa'],
    ['in-time.asc', 'expired'],
  ];
  for (const [file, name] of GOOD)
    it(`accepts a signature by gpg: ${file} by ${name}`, async () => {
      const key = pgpKey(name);
      assert.deepEqual(await verify(fixture(`openpgp/${file}`), [pgpKey('other'), key]), {
        ok: true,
        keyId: key.fingerprint,
      });
    });

  const BAD: readonly (readonly [file: string, key: string, reason: SignatureProblem])[] = [
    ['other-file.asc', 'ed25519', 'bad-signature'],
    ['text.asc', 'ed25519', 'unsupported'],
    ['sha1.asc', 'ed25519', 'weak'],
    ['small.asc', 'small', 'weak'],
    ['expired-signature.asc', 'ed25519', 'expired'],
    ['too-late.asc', 'expired', 'expired'],
    ['revoked.asc', 'revoked', 'revoked'],
    ['other.asc', 'superseded', 'revoked'],
  ];
  for (const [file, name, reason] of BAD)
    it(`refuses ${file} by ${name}: ${reason}`, async () => {
      const key = pgpKey(name);
      const expected = { ok: false, reason, keyId: key.fingerprint, signer: 'trusted' };
      assert.deepEqual(await verify(fixture(`openpgp/${file}`), [key]), expected);
    });

  it('reports an unknown key by name', async () => {
    const expected = { ok: false, reason: 'unknown-key', keyId: KEY.fingerprint };
    assert.deepEqual(await verify(fixture('openpgp/ed25519.asc'), []), expected);
    assert.deepEqual(await verify(fixture('openpgp/ed25519.asc'), [pgpKey('other'), pgpKey('rsa')]), expected);
  });

  it('refuses another key that claims the same fingerprint', async () => {
    const liar = { ...pgpKey('other'), fingerprints: KEY.fingerprints };
    const result = await verify(fixture('openpgp/ed25519.asc'), [liar]);
    assert.equal(result.ok, false);
  });

  it('refuses another file', async () => {
    for (const name of ['ed25519', 'rsa'])
      for (const { bytes, what } of [...flippedBytes(TEXT), ...truncated(TEXT)]) {
        const result = await verify(fixture(`openpgp/${name}.asc`), [pgpKey(name)], bytes);
        assert.deepEqual(
          result,
          { ok: false, reason: 'bad-signature', keyId: pgpKey(name).fingerprint, signer: 'trusted' },
          what,
        );
      }
  }).timeout(120_000);

  it('refuses two signatures by trusted keys of which one is bad', async () => {
    const [good, bad] = ['ed25519', 'other-file'].map((name) => fixtureText(`openpgp/${name}.asc`));
    const both = [good, bad].map((text) => dearmor(text ?? '', 'SIGNATURE') ?? Buffer.alloc(0));
    const refused = { ok: false, reason: 'bad-signature', keyId: KEY.fingerprint, signer: 'trusted' };
    assert.deepEqual(await verify(Buffer.concat(both), [KEY]), refused);
    assert.deepEqual(await verify(Buffer.concat(both.toReversed()), [KEY]), refused);
  });

  /** After the signed part, the key's id is repeated. The type of that subpacket is not signed. */
  const UNSIGNED_AT = 61;

  it('refuses every change of a signature, except in the unsigned part', async () => {
    const original = fixture('openpgp/ed25519.sig');
    const good = await verify(original, [KEY]);
    for (const { bytes, what, at } of sampled([
      ...flippedBits(original),
      ...truncated(original),
      ...shifted(original),
    ])) {
      const result = await verify(bytes, [KEY]);
      if (!result.ok) continue;
      assert.deepEqual(result, good, what);
      assert.ok(at === UNSIGNED_AT && bytes.length === original.length, `${what} was accepted`);
    }
  }).timeout(120_000);

  it('refuses every change of the armour that changes its meaning', async () => {
    const original = fixture('openpgp/ed25519.asc');
    const meaning = (bytes: Buffer): string => {
      const packets = dearmor(bytes.toString('latin1'), 'SIGNATURE') ?? Buffer.alloc(0);
      packets.fill(0, UNSIGNED_AT, UNSIGNED_AT + 1);
      return packets.toString('hex');
    };
    for (const { bytes, what } of [...flippedBytes(original), ...truncated(original), ...shifted(original)])
      if ((await verify(bytes, [KEY])).ok) assert.equal(meaning(bytes), meaning(original), what);
  }).timeout(120_000);

  it('refuses a signature over nothing, which fits every file', async () => {
    const { privateKey } = await openpgp.generateKey({ userIDs: [{ name: 'x' }], format: 'object' });
    const key = readPgpKey(privateKey.toPublic().write());
    const [literal] = (await openpgp.createMessage({ binary: TEXT })).packets;
    assert.ok(key && literal && 'algorithm' in privateKey.keyPacket);
    const signedAs = async (type: openpgp.enums.signature): Promise<Uint8Array> => {
      const packet = new openpgp.SignaturePacket();
      packet.signatureType = type;
      packet.publicKeyAlgorithm = privateKey.keyPacket.algorithm;
      packet.hashAlgorithm = openpgp.enums.hash.sha512;
      await (packet as unknown as Signing).sign(privateKey.keyPacket, literal, new Date(), true, openpgp.config);
      const list = new openpgp.PacketList<openpgp.SignaturePacket>();
      list.push(packet);
      return list.write();
    };
    const { binary, standalone } = openpgp.enums.signature;
    assert.deepEqual(await verify(await signedAs(binary), [key]), { ok: true, keyId: key.fingerprint });
    const refused = { ok: false, reason: 'unsupported', keyId: key.fingerprint, signer: 'trusted' };
    assert.deepEqual(await verify(await signedAs(standalone), [key]), refused);
  });

  it('refuses a signature file that is too large', async () => {
    const large = Buffer.concat([fixture('openpgp/ed25519.asc'), Buffer.alloc(40_000, 10)]);
    assert.deepEqual(await verify(large, [KEY]), { ok: false, reason: 'too-large' });
  });

  it('refuses anything but a signature', async () => {
    for (const bytes of [Buffer.alloc(0), Buffer.from('-----BEGIN PGP SIGNATURE-----'), KEY.packets, TEXT])
      assert.deepEqual(await verify(bytes, [KEY]), { ok: false, reason: 'malformed' });
  });
});

/** The options of `sign`, which the library's types lack. */
interface Signing {
  sign(...args: [key: unknown, literal: unknown, date: Date, isDetached: boolean, config: unknown]): Promise<void>;
}
