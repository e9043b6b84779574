import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { contentOf } from '../../../../src/engine/verify/signedContent.ts';
import { parseSshKey } from '../../../../src/engine/verify/sshKey.ts';
import type { SshKey } from '../../../../src/engine/verify/sshKey.ts';
import { verifySshSignature } from '../../../../src/engine/verify/sshSignature.ts';
import { joinStrings, readPositive, splitStrings } from '../../../../src/engine/verify/sshWire.ts';
import { fixture, fixtureText } from '../../../support/signatures/fixtures.ts';
import { flippedBits, shifted, truncated } from '../../../support/signatures/tampering.ts';
import { sampled } from '../../../support/sampled.ts';

const TEXT = fixture('tool.txt');
const KINDS = ['ed25519', 'rsa', 'ecdsa256', 'ecdsa384', 'ecdsa521'] as const;
const SHA512 = Buffer.from('sha512');

function keyOf(name: string): SshKey {
  const key = parseSshKey(fixtureText(`ssh/${name}.pub`));
  assert.ok(key);
  return key;
}

function verify(signature: Uint8Array, keys: readonly SshKey[], bytes: Uint8Array = TEXT) {
  return verifySshSignature(signature, keys, contentOf(bytes));
}

function armour(...strings: readonly Buffer[]): Buffer {
  const blob = Buffer.concat([Buffer.from('SSHSIG\0\0\0\x01'), joinStrings(...strings)]).toString('base64');
  return Buffer.from(`-----BEGIN SSH SIGNATURE-----\n${blob}\n-----END SSH SIGNATURE-----\n`);
}

function signedData(namespace: string, hash: Buffer): Buffer {
  const digest = createHash(hash.toString()).update(TEXT).digest();
  return Buffer.concat([Buffer.from('SSHSIG'), joinStrings(Buffer.from(namespace), Buffer.alloc(0), hash, digest)]);
}

function keyFrom(type: string, ...fields: readonly Buffer[]): SshKey {
  const key = parseSshKey(`${type} ${joinStrings(Buffer.from(type), ...fields).toString('base64')}`);
  assert.ok(key);
  return key;
}

describe('parseSshKey', () => {
  it('reads keys and shows them as ssh-keygen -l does', () => {
    assert.equal(keyOf('ed25519').fingerprint, 'SHA256:sMbeAm9KP0arrdCnbBbQNQaYK9XT3EzPh78WKkKNOqA');
    for (const kind of KINDS) assert.match(keyOf(kind).fingerprint, /^SHA256:[\w+/]{43}$/);
  });

  it('reads them without a comment and with a line end', () => {
    const [type, base64] = fixtureText('ssh/ed25519.pub').split(' ');
    assert.deepEqual(parseSshKey(`${type} ${base64}\r\n`), keyOf('ed25519'));
  });

  it('refuses everything else', () => {
    const text = fixtureText('ssh/ed25519.pub');
    const [type = '', base64 = ''] = text.split(' ');
    const short = Buffer.from(base64, 'base64').subarray(0, -1).toString('base64');
    const certificate = joinStrings(Buffer.from('ssh-ed25519-cert-v01@openssh.com'), Buffer.alloc(32)).toString(
      'base64',
    );
    const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' });
    const [e, n] = [small.e, small.n].map((part) => Buffer.from(part ?? '', 'base64url'));
    const weak = joinStrings(Buffer.from('ssh-rsa'), e!, Buffer.concat([Buffer.from([0]), n!])).toString('base64');
    const p256 = Buffer.from(fixtureText('ssh/ecdsa256.pub').split(' ')[1] ?? '', 'base64');
    const [curveType, , point] = splitStrings(p256, 3) ?? [];
    const foreign = joinStrings(curveType!, Buffer.from('nistp384'), point!).toString('base64');
    const bad = [
      '',
      type,
      base64,
      `ssh-rsa ${base64}`,
      `* ${text}`,
      `${text}${text}`,
      `${type} ${short}`,
      `constructor ${base64}`,
    ];
    for (const one of [
      ...bad,
      `ssh-ed25519-cert-v01@openssh.com ${certificate}`,
      `ssh-rsa ${weak}`,
      `ecdsa-sha2-nistp256 ${foreign}`,
    ])
      assert.equal(parseSshKey(one), undefined, one);
  });
});

describe('verifySshSignature', () => {
  for (const name of [...KINDS, 'ed25519-sha256', 'rsa-sha256'])
    it(`accepts a signature by ssh-keygen: ${name}`, async () => {
      const key = keyOf(name.split('-')[0] ?? '');
      assert.deepEqual(await verify(fixture(`ssh/${name}.sig`), [key]), { ok: true, keyId: key.fingerprint });
    });

  it('accepts Windows line ends', async () => {
    const text = fixtureText('ssh/ed25519.sig').replaceAll('\n', '\r\n');
    assert.ok((await verify(Buffer.from(text), [keyOf('ed25519')])).ok);
  });

  it('refuses a signature with another namespace', async () => {
    const key = keyOf('ed25519');
    const expected = { ok: false, reason: 'wrong-namespace', keyId: key.fingerprint };
    assert.deepEqual(await verify(fixture('ssh/ed25519-git.sig'), [key]), expected);
  });

  it('reports an unknown key by name once its signature is verified', async () => {
    const keyId = keyOf('other').fingerprint;
    const good = { ok: false, reason: 'unknown-key', keyId, signer: 'carried' };
    assert.deepEqual(await verify(fixture('ssh/other.sig'), KINDS.map(keyOf)), good);
    assert.deepEqual(await verify(fixture('ssh/other.sig'), []), good);
    const bad = { ok: false, reason: 'bad-signature', keyId };
    assert.deepEqual(await verify(fixture('ssh/other.sig'), [], Buffer.concat([TEXT, TEXT])), bad);
  });

  for (const name of [...KINDS, 'ed25519-sha256']) {
    const key = keyOf(name.split('-')[0] ?? '');
    // Large keys are slow, so one bit of each byte is tried, a different one each time.
    const isSlow = ['rsa', 'ecdsa384', 'ecdsa521'].includes(name);

    it(`refuses another file: ${name}`, async () => {
      const expected = { ok: false, reason: 'bad-signature', keyId: key.fingerprint, signer: 'trusted' };
      const flipped = flippedBits(TEXT).filter(({ at }, index) => !isSlow || index % 8 === at % 8);
      for (const { bytes, what } of flipped)
        assert.deepEqual(await verify(fixture(`ssh/${name}.sig`), [key], bytes), expected, what);
    }).timeout(120_000);

    it(`refuses every change inside the armour: ${name}`, async () => {
      const blob = Buffer.from(fixtureText(`ssh/${name}.sig`).split('\n').slice(1, -2).join(''), 'base64');
      const flipped = flippedBits(blob).filter(({ at }, index) => !isSlow || index % 8 === at % 8);
      for (const { bytes, what } of [...flipped, ...truncated(blob)]) {
        const text = `-----BEGIN SSH SIGNATURE-----\n${bytes.toString('base64')}\n-----END SSH SIGNATURE-----\n`;
        if (!bytes.equals(blob)) assert.equal((await verify(Buffer.from(text), [key])).ok, false, what);
      }
    }).timeout(120_000);
  }

  it('refuses every change of the armour', async () => {
    const keys = [keyOf('ed25519')];
    const original = fixture('ssh/ed25519.sig');
    const good = await verify(original, keys);
    for (const { bytes, what, at } of sampled([
      ...flippedBits(original),
      ...truncated(original),
      ...shifted(original),
    ])) {
      const result = await verify(bytes, keys);
      if (!result.ok) continue;
      assert.deepEqual(result, good, what);
      // The position of line breaks in the armour has no meaning.
      assert.equal(original[at], 10, `${what} was accepted`);
      assert.notEqual(bytes.length, original.length, `${what} was accepted`);
    }
  }).timeout(120_000);

  it('refuses the signature of one key in the name of another', async () => {
    const parts = (name: string): readonly Buffer[] => {
      const blob = Buffer.from(fixtureText(`ssh/${name}.sig`).split('\n').slice(1, -2).join(''), 'base64');
      return splitStrings(blob.subarray(10), 5) ?? [];
    };
    const [key, ...rest] = parts('ed25519');
    const swapped = armour(key!, ...rest.slice(0, 3), parts('other')[4]!);
    const expected = { ok: false, reason: 'bad-signature', keyId: keyOf('ed25519').fingerprint, signer: 'trusted' };
    assert.deepEqual(await verify(swapped, [keyOf('ed25519')]), expected);
    for (const kind of KINDS) {
      const foreign = armour(Buffer.from(keyOf(kind).blob), ...rest);
      if (kind !== 'ed25519') assert.equal((await verify(foreign, [keyOf(kind)])).ok, false, kind);
    }
  });

  it('refuses SHA-1, in the signature of an RSA key and for the content', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const { e = '', n = '' } = publicKey.export({ format: 'jwk' });
    const modulus = Buffer.concat([Buffer.from([0]), Buffer.from(n, 'base64url')]);
    const key = keyFrom('ssh-rsa', Buffer.from(e, 'base64url'), modulus);
    const make = (type: string, algorithm: string, hash = SHA512): Buffer => {
      const bytes = sign(algorithm, signedData('file', hash), privateKey);
      const signature = joinStrings(Buffer.from(type), bytes);
      return armour(Buffer.from(key.blob), Buffer.from('file'), Buffer.alloc(0), hash, signature);
    };
    assert.ok((await verify(make('rsa-sha2-512', 'sha512'), [key])).ok);
    assert.ok((await verify(make('rsa-sha2-256', 'sha256'), [key])).ok);
    assert.equal((await verify(make('ssh-rsa', 'sha1'), [key])).ok, false);
    assert.equal((await verify(make('rsa-sha2-512', 'sha256'), [key])).ok, false);
    const weak = await verify(make('rsa-sha2-512', 'sha512', Buffer.from('sha1')), [key]);
    assert.deepEqual(weak, { ok: false, reason: 'unsupported', keyId: key.fingerprint });
  });

  it('accepts a security key only if somebody touched it', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
    const application = Buffer.from('ssh:');
    const type = 'sk-ssh-ed25519@openssh.com';
    const key = keyFrom(type, raw, application);
    const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();
    const make = (flags: number, written = flags, more = Buffer.alloc(0)): Buffer => {
      const tail = (byte: number): Buffer => Buffer.from([byte, 0, 0, 0, 7]);
      const signed = Buffer.concat([sha256(application), more, tail(flags), sha256(signedData('file', SHA512))]);
      const bytes = Buffer.concat([sign(null, signed, privateKey), more]);
      const signature = joinStrings(Buffer.from(type), bytes);
      const whole = Buffer.concat([signature, tail(written)]);
      return armour(Buffer.from(key.blob), Buffer.from('file'), Buffer.alloc(0), SHA512, whole);
    };
    assert.deepEqual(await verify(make(1), [key]), { ok: true, keyId: key.fingerprint });
    assert.ok((await verify(make(5), [key])).ok);
    assert.equal((await verify(make(0), [key])).ok, false);
    assert.equal((await verify(make(0, 1), [key])).ok, false);
    assert.equal((await verify(make(1, 1, Buffer.from([1])), [key])).ok, false);
  });

  it('refuses a file that is too large', async () => {
    const large = Buffer.concat([fixture('ssh/ed25519.sig'), Buffer.alloc(40_000, 10)]);
    assert.deepEqual(await verify(large, [keyOf('ed25519')]), { ok: false, reason: 'too-large' });
  });
});

describe('the wire format of SSH', () => {
  it('splits exactly the joined strings', () => {
    const strings = [Buffer.from('a'), Buffer.alloc(0), Buffer.from('bc')];
    const blob = joinStrings(...strings);
    assert.deepEqual(splitStrings(blob, 3), strings);
    for (const count of [2, 4]) assert.equal(splitStrings(blob, count), undefined);
    for (const { bytes } of truncated(blob)) assert.equal(splitStrings(bytes, 3), undefined);
    assert.equal(splitStrings(Buffer.from('ffffffff00', 'hex'), 1), undefined);
  });

  it('reads a positive number in its one spelling', () => {
    const read = (hex: string, size?: number) => readPositive(Buffer.from(hex, 'hex'), size)?.toString('hex');
    assert.equal(read('0080'), '80');
    assert.equal(read('7f', 3), '00007f');
    for (const hex of ['', '00', '80', '007f', '0001']) assert.equal(read(hex), undefined, hex);
    assert.equal(read('010203', 2), undefined);
  });
});
