import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { findChecksumFiles } from '../../../../src/engine/verify/checksumFiles.ts';
import { parseChecksums } from '../../../../src/engine/verify/checksums.ts';
import { verifyMinisign } from '../../../../src/engine/verify/minisign.ts';
import { verifyClearsigned, verifyOpenpgp } from '../../../../src/engine/verify/openpgp.ts';
import { readPgpKey } from '../../../../src/engine/verify/openpgpKey.ts';
import { parseMinisignKey } from '../../../../src/engine/verify/minisignKey.ts';
import { NO_KEYS, verifySignature } from '../../../../src/engine/verify/signatureSchemes.ts';
import { contentOf } from '../../../../src/engine/verify/signedContent.ts';
import { parseSshKey } from '../../../../src/engine/verify/sshKey.ts';
import { parseTrustedKey } from '../../../../src/engine/verify/trustedKeyText.ts';
import { joinStrings } from '../../../../src/engine/verify/sshWire.ts';
import { fixture } from '../../../support/signatures/fixtures.ts';
import { pgpKey } from '../../../support/signatures/pgpKeys.ts';

const CONTENT = contentOf(fixture('tool.txt'));
const FILE = { name: 'tool.txt', content: CONTENT };
const NOBODY = NO_KEYS;
const PGP_KEY = pgpKey('ed25519');
const SIGNER = { identity: 'a@tny.town', issuer: 'https://github.com/login/oauth' };

/** Bytes that start like OpenPGP packets: the header of a signature or a key, then anything. */
const packetsLike = fc
  .tuple(fc.constantFrom(0x88, 0x89, 0xc2, 0x98, 0xc6), fc.uint8Array({ minLength: 1, maxLength: 100 }), fc.boolean())
  .map(([tag, body, fits]) => Buffer.from([tag, fits ? body.length : 40, 4, 0, ...body.subarray(fits ? 2 : 0)]));

/** Text that is almost a checksum file: pieces of one in any order. */
const pieces = fc
  .array(
    fc.constantFrom(
      'a1'.repeat(32),
      'b2'.repeat(32),
      'c3'.repeat(64),
      'e5'.repeat(16),
      'tool.txt',
      './',
      'dist/',
      '\\',
      ' ',
      '  ',
      ' *',
      '\t',
      '\n',
      '\r',
      'SHA256 (',
      ') = ',
      '# sha512\n',
      '\uFEFF',
      '-',
      '-----BEGIN PGP SIGNED MESSAGE-----\n',
      'Hash: SHA256\n\n',
      '-----BEGIN PGP SIGNATURE-----\n',
      '-----END PGP SIGNATURE-----\n',
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));

describe('the parsers with arbitrary input', () => {
  it('returns a result for any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.string(), async (bytes, name) => {
        const result = parseChecksums(bytes, { sidecarName: name, assetName: 'tool.txt' });
        assert.equal(result.ok, false);
        for (const kind of ['x.minisig', 'x.sig']) {
          const checked = await verifySignature({ name: kind, bytes }, NOBODY, FILE);
          assert.equal(checked.result.ok, false);
        }
        assert.equal(parseMinisignKey(Buffer.from(bytes).toString('base64')), undefined);
        assert.equal(parseSshKey(`ssh-ed25519 ${Buffer.from(bytes).toString('base64')}`), undefined);
      }),
    );
  });

  it('refuses any OpenPGP packets and any bundle', async () => {
    const keys = { ...NO_KEYS, openpgp: [PGP_KEY], sigstore: [SIGNER] };
    await fc.assert(
      fc.asyncProperty(packetsLike, fc.json(), async (packets, json) => {
        const armoured = `-----BEGIN PGP SIGNATURE-----\n\n${packets.toString('base64')}\n-----END PGP SIGNATURE-----\n`;
        const inClear = `-----BEGIN PGP SIGNED MESSAGE-----\n\nx\n${armoured}`;
        for (const bytes of [packets, Buffer.from(armoured), Buffer.from(`{"mediaType":${json}}`), Buffer.from(json)])
          assert.equal((await verifySignature({ name: 'x.sig', bytes }, keys, FILE)).result.ok, false);
        assert.equal((await verifyClearsigned(Buffer.from(inClear), [PGP_KEY])).ok, false);
        if (packets.length < 38) assert.equal(readPgpKey(packets), undefined);
      }),
    );
  });

  it('refuses an overwritten signature of a trusted OpenPGP key, or returns the same', async () => {
    const good = fixture('openpgp/ed25519.sig');
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.uint8Array({ minLength: 1, maxLength: 20 }), async (at, patch) => {
        const bytes = Buffer.concat([good.subarray(0, at), patch, good.subarray(at + patch.length)]);
        const result = await verifyOpenpgp(bytes, [PGP_KEY], FILE.content);
        if (result.ok) assert.equal(result.keyId, PGP_KEY.fingerprint);
        // The signed part has its own length, so it ends before the unsigned part.
        if (result.ok) assert.equal(bytes.subarray(0, 58).equals(good.subarray(0, 58)), true);
      }),
    );
  });

  it('returns a reason for any text that is not a key', () => {
    const starts = fc.constantFrom(
      '',
      '{',
      'sigstore:',
      'openpgp:',
      'minisign:',
      'ssh-ed25519 AAAA',
      'untrusted comment: ',
    );
    fc.assert(
      fc.property(starts, fc.string({ unit: 'grapheme' }), (start, text) => {
        const parsed = parseTrustedKey(start + text);
        if (parsed.ok) assert.equal(parsed.key.scheme, 'sigstore');
      }),
    );
  });

  it("never returns a digest for another algorithm, or without the asset's name near it", () => {
    fc.assert(
      fc.property(pieces, fc.constantFrom('SHA256SUMS', 'checksums.txt', 'tool.txt.sha256'), (text, sidecarName) => {
        const result = parseChecksums(Buffer.from(text), { sidecarName, assetName: 'tool.txt' });
        if (!result.ok) return;
        const digits = { sha256: 64, sha384: 96, sha512: 128 };
        for (const { algorithm, hex } of result.digests) {
          assert.equal(hex.length, digits[algorithm]);
          const lines = text.split(/[\r\n]/).filter((line) => line.includes(hex));
          assert.ok(lines.some((line) => line.includes('tool.txt')) || sidecarName === 'tool.txt.sha256');
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('finds no checksum file that is the asset or does not exist', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 20 })), fc.string({ maxLength: 20 }), (names, asset) => {
        const siblings = names.map((name) => ({ name, sizeBytes: undefined }));
        for (const { file } of findChecksumFiles({ name: asset, sizeBytes: 1 }, siblings)) {
          assert.ok(siblings.includes(file));
          assert.notEqual(file.name, asset);
        }
      }),
    );
  });
});

describe('the verifiers with invalid keys', () => {
  it('refuses a signature without failing for an Ed25519 key of any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 32, maxLength: 32 }), async (key) => {
        const result = await verifyMinisign(
          fixture('minisign/tool.txt.minisig'),
          [{ keyId: 'F5420C2B3C8F6886', key }],
          FILE,
        );
        assert.deepEqual(result, { ok: false, reason: 'bad-signature', keyId: 'F5420C2B3C8F6886', signer: 'trusted' });
      }),
    );
  });

  it('refuses a signature without failing for an SSH key with any numbers', async () => {
    const [e, n] = [Buffer.from([3]), Buffer.alloc(256, 0x7f)];
    const point = Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 1)]);
    const keys = [
      ['ssh-rsa', joinStrings(Buffer.from('ssh-rsa'), e, n), 'rsa-sha2-256'],
      [
        'ecdsa-sha2-nistp256',
        joinStrings(Buffer.from('ecdsa-sha2-nistp256'), Buffer.from('nistp256'), point),
        'ecdsa-sha2-nistp256',
      ],
    ] as const;
    for (const [type, blob, algorithm] of keys) {
      const key = parseSshKey(`${type} ${blob.toString('base64')}`);
      assert.ok(key);
      const numbers = joinStrings(Buffer.alloc(32, 1), Buffer.alloc(32, 1));
      const signature = joinStrings(Buffer.from(algorithm), type === 'ssh-rsa' ? n : numbers);
      const file = joinStrings(blob, Buffer.from('file'), Buffer.alloc(0), Buffer.from('sha512'), signature);
      const base64 = Buffer.concat([Buffer.from('SSHSIG\0\0\0\x01'), file]).toString('base64');
      const bytes = Buffer.from(`-----BEGIN SSH SIGNATURE-----\n${base64}\n-----END SSH SIGNATURE-----\n`);
      const { result } = await verifySignature({ name: 'x.sig', bytes }, { ...NOBODY, ssh: [key] }, FILE);
      assert.deepEqual(result, { ok: false, reason: 'bad-signature', keyId: key.fingerprint, signer: 'trusted' });
    }
  });
});
