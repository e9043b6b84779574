import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { findChecksumFiles } from '../../../../src/engine/verify/checksumFiles.ts';
import { parseChecksums } from '../../../../src/engine/verify/checksums.ts';
import { verifyMinisign } from '../../../../src/engine/verify/minisign.ts';
import { parseMinisignKey } from '../../../../src/engine/verify/minisignKey.ts';
import { NO_KEYS, verifySignature } from '../../../../src/engine/verify/signatureSchemes.ts';
import { contentOf } from '../../../../src/engine/verify/signedContent.ts';
import { parseSshKey } from '../../../../src/engine/verify/sshKey.ts';
import { joinStrings } from '../../../../src/engine/verify/sshWire.ts';
import { fixture } from '../../../support/signatures/fixtures.ts';

const CONTENT = contentOf(fixture('tool.txt'));
const FILE = { name: 'tool.txt', content: CONTENT };
const NOBODY = NO_KEYS;

/** Text that is nearly a checksum file: pieces of one in any order. */
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

describe('the parsers, with whatever comes', () => {
  it('answer any bytes with a result', async () => {
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

  it('never take a digest for another algorithm, and only one that has the name of the asset near it', () => {
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

  it('find no checksum file that is the asset or is not there', () => {
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

describe('the verifiers, with keys that are none', () => {
  it('refuse a signature rather than fail, for an Ed25519 key of any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 32, maxLength: 32 }), async (key) => {
        const result = await verifyMinisign(
          fixture('minisign/tool.txt.minisig'),
          [{ keyId: 'F5420C2B3C8F6886', key }],
          FILE,
        );
        assert.deepEqual(result, { ok: false, reason: 'bad-signature', keyId: 'F5420C2B3C8F6886' });
      }),
    );
  });

  it('refuse a signature rather than fail, for a key of SSH with any numbers', async () => {
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
      assert.deepEqual(result, { ok: false, reason: 'bad-signature', keyId: key.fingerprint });
    }
  });
});
