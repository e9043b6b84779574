import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { fromCosignBundle } from '../../../../src/engine/verify/cosignBundle.ts';
import { parseCosignKey } from '../../../../src/engine/verify/cosignKey.ts';
import { readCosignSignature, verifyCosign } from '../../../../src/engine/verify/cosignSignature.ts';
import { schemeOf } from '../../../../src/engine/verify/signatureSchemes.ts';
import { contentOf } from '../../../../src/engine/verify/signedContent.ts';
import { sigstoreIdentity } from '../../../../src/engine/verify/sigstoreIdentity.ts';
import { verifySigstore } from '../../../../src/engine/verify/sigstore.ts';
import { serialiseTrustedKey } from '../../../../src/engine/verify/trustedKey.ts';
import { parseTrustedKey } from '../../../../src/engine/verify/trustedKeyText.ts';
import { fixture, fixtureText } from '../../../support/signatures/fixtures.ts';

const NAME = 'saw-1.0.0-linux-x64.tar.gz';
const CONTENT = contentOf(fixture(`releases/files/${NAME}`));
const OTHER = contentOf(Buffer.from('other'));
const PEM = fixtureText('releases/cosign3/cosign.pub');

function key() {
  const found = parseCosignKey(PEM);
  assert.ok(found);
  return found;
}

function another() {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const found = parseCosignKey(publicKey.export({ format: 'pem', type: 'spki' }).toString());
  assert.ok(found);
  return found;
}

describe('signatures by a key of cosign', () => {
  const FORMS = [`cosign2/${NAME}.sig`, 'cosign2/legacy.bundle', `cosign3/${NAME}.bundle`];
  for (const form of FORMS)
    it(`${form} verifies with its key, over its file`, async () => {
      const bytes = fixture(`releases/${form}`);
      assert.equal(schemeOf('x.sig', bytes), 'cosign');
      assert.deepEqual(await verifyCosign(bytes, [another(), key()], CONTENT), { ok: true, keyId: key().fingerprint });
      for (const result of [await verifyCosign(bytes, [], CONTENT), await verifyCosign(bytes, [another()], CONTENT)])
        assert.equal(!result.ok && result.reason, 'unknown-key');
      assert.equal((await verifyCosign(bytes, [key()], OTHER)).ok, false);
    });

  it('contradicts the file only if it names a trusted key that did not make it', async () => {
    const result = async (form: string) => {
      const { ok, ...rest } = await verifyCosign(fixture(`releases/${form}`), [key()], OTHER);
      assert.equal(ok, false);
      return rest;
    };
    assert.deepEqual(await result(`cosign3/${NAME}.bundle`), {
      reason: 'bad-signature',
      keyId: key().fingerprint,
      signer: 'trusted',
    });
    assert.deepEqual(await result(`cosign2/${NAME}.sig`), { reason: 'unknown-key' });
  });

  it('distinguishes them from signatures of an identity', () => {
    assert.equal(readCosignSignature(fixture('sigstore/a.txt.sigstore')), undefined);
    const certificate = Buffer.from('-----BEGIN CERTIFICATE-----').toString('base64');
    assert.equal(
      readCosignSignature(Buffer.from(JSON.stringify({ base64Signature: 'MEUC', cert: certificate }))),
      undefined,
    );
  });
});

describe('parseCosignKey', () => {
  it('reads and writes keys of cosign', () => {
    const parsed = parseTrustedKey(PEM);
    assert.ok(parsed.ok && parsed.key.scheme === 'cosign');
    assert.equal(parsed.key.key.fingerprint, key().fingerprint);
    assert.deepEqual(parseTrustedKey(serialiseTrustedKey(parsed.key)), parsed);
  });

  it('refuses weak keys, other kinds and anything around a key', () => {
    const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey;
    const edwards = generateKeyPairSync('ed25519').publicKey;
    for (const other of [small, edwards])
      assert.equal(parseCosignKey(other.export({ format: 'pem', type: 'spki' }).toString()), undefined);
    for (const text of ['', `${PEM}x`, `x${PEM}`, PEM + PEM, PEM.replace('M', 'N')])
      assert.equal(parseCosignKey(text), undefined);
  });
});

describe('bundles of cosign 2', () => {
  /** What cosign 2 would have written instead of the published bundle. */
  function legacy(): Record<string, unknown> {
    const bundle = JSON.parse(fixtureText('sigstore/a.txt.sigstore')) as {
      verificationMaterial: {
        x509CertificateChain: { certificates: { rawBytes: string }[] };
        tlogEntries: Record<string, string & { keyId: string; signedEntryTimestamp: string }>[];
      };
      messageSignature: { signature: string };
    };
    const { x509CertificateChain, tlogEntries } = bundle.verificationMaterial;
    const [entry] = tlogEntries;
    const der = x509CertificateChain.certificates[0]?.rawBytes ?? '';
    const pem = `-----BEGIN CERTIFICATE-----\n${der.match(/.{1,64}/g)?.join('\n')}\n-----END CERTIFICATE-----\n`;
    return {
      base64Signature: bundle.messageSignature.signature,
      cert: Buffer.from(pem).toString('base64'),
      rekorBundle: {
        SignedEntryTimestamp: entry?.['inclusionPromise']?.signedEntryTimestamp,
        Payload: {
          body: entry?.['canonicalizedBody'],
          integratedTime: Number(entry?.['integratedTime']),
          logIndex: Number(entry?.['logIndex']),
          logID: Buffer.from(entry?.['logId']?.keyId ?? '', 'base64').toString('hex'),
        },
      },
    };
  }
  const CONTENT_OF_BUNDLE = contentOf(fixture('sigstore/a.txt'));
  const trusted = sigstoreIdentity('a@tny.town', 'https://github.com/login/oauth');

  it('are checked like current ones', async () => {
    assert.ok(trusted);
    const file = Buffer.from(JSON.stringify(legacy()));
    assert.equal(schemeOf('a.txt.bundle', file), 'sigstore');
    assert.equal((await verifySigstore(file, [trusted], CONTENT_OF_BUNDLE)).ok, true);
    assert.equal((await verifySigstore(file, [trusted], OTHER)).ok, false);
  });

  it('are rejected when their time is changed', async () => {
    assert.ok(trusted);
    const changed = legacy() as { rekorBundle: { Payload: { integratedTime: number } } };
    changed.rekorBundle.Payload.integratedTime += 1;
    const result = await verifySigstore(Buffer.from(JSON.stringify(changed)), [trusted], CONTENT_OF_BUNDLE);
    assert.equal(!result.ok && result.reason, 'bad-signature');
  });

  it('do not match anything else', () => {
    for (const json of [undefined, {}, { ...legacy(), cert: 'AAAA' }, { ...legacy(), rekorBundle: {} }])
      assert.equal(fromCosignBundle(json), undefined);
  });
});
