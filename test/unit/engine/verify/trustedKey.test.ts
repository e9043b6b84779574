import assert from 'node:assert/strict';
import { verifySignature } from '../../../../src/engine/verify/signatureSchemes.ts';
import { contentOf } from '../../../../src/engine/verify/signedContent.ts';
import {
  fingerprintOf,
  keyIdOf,
  keyLabel,
  serialiseTrustedKey,
  toTrustedKeys,
} from '../../../../src/engine/verify/trustedKey.ts';
import type { TrustedKey } from '../../../../src/engine/verify/trustedKey.ts';
import { parseTrustedKey } from '../../../../src/engine/verify/trustedKeyText.ts';
import { fixture, fixtureText } from '../../../support/signatures/fixtures.ts';

function parse(text: string): TrustedKey {
  const parsed = parseTrustedKey(text);
  assert.ok(parsed.ok, parsed.ok ? '' : `${parsed.reason}: ${text}`);
  return parsed.key;
}

function reasonFor(text: string): string | undefined {
  const parsed = parseTrustedKey(text);
  return parsed.ok ? undefined : parsed.reason;
}

const MINISIGN = fixtureText('minisign/key.pub');
const SSH = fixtureText('ssh/ed25519.pub').trim();
const IDENTITY = 'https://git.example.org/o/r/.forgejo/workflows/release.yml@refs/tags/*';
const ISSUER = 'https://git.example.org/api/actions';

/** A pasted key, a signature by it, and the name of the key. */
const KINDS = [
  ['minisign', MINISIGN, 'minisign/tool.txt.minisig', 'minisign F5420C2B3C8F6886'],
  ['signify', fixtureText('signify/key.pub'), 'signify/tool.txt.sig', undefined],
  ['ssh', SSH, 'ssh/ed25519.sig', 'SSH SHA256:sMbeAm9KP0arrdCnbBbQNQaYK9XT3EzPh78WKkKNOqA'],
  [
    'openpgp',
    fixtureText('openpgp/ed25519.pub.asc'),
    'openpgp/ed25519.asc',
    'OpenPGP 20D9A89D91B6DD840AFC550D39968E3F07965B7D',
  ],
  [
    'sigstore',
    'sigstore:a@tny.town https://github.com/login/oauth',
    'sigstore/a.txt.sigstore',
    'Sigstore a@tny.town https://github.com/login/oauth',
  ],
] as const;

describe('parseTrustedKey', () => {
  for (const [scheme, text, file, label] of KINDS) {
    it(`reads a key of ${scheme}, whose name is that in the finding`, async () => {
      const key = parse(text);
      assert.equal(key.scheme, scheme);
      const signed = scheme === 'sigstore' ? 'sigstore/a.txt' : 'tool.txt';
      const { result } = await verifySignature({ name: file, bytes: fixture(file) }, toTrustedKeys([key]), {
        name: signed,
        content: contentOf(fixture(signed)),
      });
      assert.ok(result.ok);
      assert.equal(result.keyId, keyIdOf(key));
      if (label !== undefined) assert.equal(keyLabel(key), label);
    });

    it(`writes a key of ${scheme} on one line, and reads it back`, () => {
      const key = parse(text);
      const line = serialiseTrustedKey(key);
      assert.doesNotMatch(line, /[\r\n]/);
      assert.deepEqual(parse(line), key);
      assert.deepEqual(parse(`\n ${text.replaceAll('\n', '\r\n')} \n`), key);
    });
  }

  it('reads the line of a minisign key alone, and a custom comment of signify', () => {
    const line = MINISIGN.trim().split('\n')[1] ?? '';
    assert.deepEqual(parse(line), parse(MINISIGN));
    assert.equal(parse(`untrusted comment: releases public key\n${line}`).scheme, 'signify');
    assert.equal(parse(`untrusted comment: releases\n${line}`).scheme, 'minisign');
  });

  it('reads a line of allowed_signers, if it allows signing files', () => {
    const key = parse(SSH);
    for (const before of [
      'a@example.org',
      '*@example.org,b',
      'ssh-admin',
      'a namespaces="git,file"',
      'a namespaces="file"',
    ])
      assert.deepEqual(parse(`${before} ${SSH}`), key, before);
    assert.equal(reasonFor(`a namespaces="git" ${SSH}`), 'namespace');
    assert.equal(reasonFor(`a cert-authority ${SSH}`), 'malformed');
    assert.equal(reasonFor(`a valid-before="20240101" ${SSH}`), 'malformed');
  });

  it('reads an identity as JSON, with the root of its own instance', () => {
    const plain = parse(JSON.stringify({ identity: IDENTITY, issuer: ISSUER }));
    assert.deepEqual(plain, parse(`sigstore:${IDENTITY} ${ISSUER}`));
    const trustedRoot: unknown = JSON.parse(fixtureText('sigstore/othername.trusted_root.json'));
    const own = parse(JSON.stringify({ identity: IDENTITY, issuer: ISSUER, trustedRoot }));
    assert.ok(own.scheme === 'sigstore' && own.key.trustedRoot !== undefined);
    assert.deepEqual(parse(serialiseTrustedKey(own)), own);
    assert.equal(keyIdOf(own), keyIdOf(plain));
    assert.notEqual(fingerprintOf(own), fingerprintOf(plain));
  });

  it('refuses a secret key, and reports it as such', () => {
    for (const text of [
      '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaA==\n-----END OPENSSH PRIVATE KEY-----',
      '-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nxxxx\n-----END PGP PRIVATE KEY BLOCK-----',
      '-----BEGIN PRIVATE KEY-----\nMC4=\n-----END PRIVATE KEY-----',
      'untrusted comment: minisign encrypted secret key\nRWRTY0Iy',
      'untrusted comment: signify secret key\nRWRCSwAAAAA',
    ])
      assert.equal(reasonFor(text), 'secret', text);
  });

  it('refuses anything but a key', () => {
    assert.equal(reasonFor(' \n'), 'empty');
    assert.equal(reasonFor('x'.repeat(600_000)), 'too-large');
    for (const text of ['hello', 'https://example.org/key.pub', fixtureText('tool.txt'), '[]', 'ssh-ed25519'])
      assert.equal(reasonFor(text), 'unknown', text);
    for (const text of [
      `${SSH}\n${fixtureText('ssh/rsa.pub')}`,
      SSH.replace('ssh-ed25519', 'ssh-rsa'),
      `${fixtureText('openpgp/rsa.pub.asc')}${fixtureText('openpgp/other.pub.asc')}`,
      fixtureText('openpgp/ed25519.asc'),
      'openpgp:AAAA',
      'minisign:AAAA',
      'signify:',
      fixtureText('minisign/tool.txt.minisig'),
      'sigstore:a@example.org',
      'sigstore:* https://example.org',
      `sigstore:a@example.org ${ISSUER} more`,
      '{',
      '{"identity":"a@example.org"}',
      '{"identity":1,"issuer":"https://example.org"}',
    ])
      assert.equal(reasonFor(text), 'malformed', text);
  });
});

describe('fingerprintOf', () => {
  it('matches what the tools show', () => {
    assert.equal(fingerprintOf(parse(MINISIGN)), MINISIGN.trim().split('\n')[1]);
    assert.equal(fingerprintOf(parse(SSH)), 'SHA256:sMbeAm9KP0arrdCnbBbQNQaYK9XT3EzPh78WKkKNOqA');
    const openpgp = fingerprintOf(parse(fixtureText('openpgp/ed25519.pub.asc')));
    assert.equal(openpgp, '20D9 A89D 91B6 DD84 0AFC  550D 3996 8E3F 0796 5B7D');
  });
});
