import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { verifySigstore } from '../../../../src/engine/verify/sigstore.ts';
import { matchesIdentity, sigstoreIdentity } from '../../../../src/engine/verify/sigstoreIdentity.ts';
import type { SigstoreIdentity } from '../../../../src/engine/verify/sigstoreIdentity.ts';
import { WHOLE_LIMIT_BYTES, contentOf } from '../../../../src/engine/verify/signedContent.ts';
import { fixture, fixtureText } from '../../../support/signatures/fixtures.ts';
import { flippedBits, flippedBytes, truncated } from '../../../support/signatures/tampering.ts';
import { sampled } from '../../../support/sampled.ts';

const TEXT = fixture('sigstore/a.txt');
const BUNDLE = fixture('sigstore/a.txt.sigstore');
const SIGNER: SigstoreIdentity = { identity: 'a@tny.town', issuer: 'https://github.com/login/oauth' };
const KEY_ID = 'a@tny.town https://github.com/login/oauth';

const PACKAGE = fixture('sigstore/sigstore-2.0.0.tgz');
const STATEMENT = fixture('sigstore/sigstore-2.0.0.tgz.sigstore.json');
const WORKFLOW = {
  identity: 'https://github.com/sigstore/sigstore-js/.github/workflows/release.yml@refs/heads/main',
  issuer: 'https://token.actions.githubusercontent.com',
};

const BAD = { ok: false, reason: 'bad-signature', keyId: KEY_ID, signer: 'trusted' };

function verify(bundle: Uint8Array, identities = [SIGNER], bytes: Uint8Array = TEXT) {
  return verifySigstore(bundle, identities, contentOf(bytes));
}

type Json = Record<string, unknown>;

const ENTRY = ['verificationMaterial', 'tlogEntries', '0'];
const CHAIN = ['verificationMaterial', 'x509CertificateChain'];

/** The object at the end of that path. */
function objectAt(json: Json, way: readonly string[]): Json {
  return way.reduce((from, key) => {
    const inner = from[key];
    assert.ok(typeof inner === 'object' && inner !== null, key);
    return inner as Json;
  }, json);
}

/** A changed copy of the bundle. */
function changed(original: Buffer, change: (json: Json) => void): Buffer {
  const json = JSON.parse(original.toString()) as Json;
  change(json);
  return Buffer.from(JSON.stringify(json));
}

/** Every text in the JSON, with the path to it. */
function textsIn(value: unknown, way: readonly string[] = []): readonly { way: readonly string[]; text: string }[] {
  if (typeof value === 'string') return [{ way, text: value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => textsIn(inner, [...way, key]));
}

function withText(original: Buffer, way: readonly string[], text: string): Buffer {
  return changed(original, (json) => {
    objectAt(json, way.slice(0, -1))[way.at(-1) ?? ''] = text;
  });
}

describe('verifySigstore', () => {
  it('accepts a published signature over a file (v0.2)', async () => {
    assert.deepEqual(await verify(BUNDLE), { ok: true, keyId: KEY_ID });
  });

  it('accepts a published statement about a package (v0.1)', async () => {
    const keyId = `${WORKFLOW.identity} ${WORKFLOW.issuer}`;
    assert.deepEqual(await verify(STATEMENT, [WORKFLOW], PACKAGE), { ok: true, keyId });
  });

  it('accepts the same as v0.3, with only the certificate', async () => {
    const newer = changed(BUNDLE, (json) => {
      json['mediaType'] = 'application/vnd.dev.sigstore.bundle.v0.3+json';
      const material = objectAt(json, CHAIN.slice(0, -1));
      material['certificate'] = objectAt(json, [...CHAIN, 'certificates', '0']);
      delete material['x509CertificateChain'];
    });
    assert.deepEqual(await verify(newer), { ok: true, keyId: KEY_ID });
  });

  it('reports an untrusted signer by name', async () => {
    const unknown = { ok: false, reason: 'unknown-key', keyId: KEY_ID, signer: 'carried' };
    assert.deepEqual(await verify(BUNDLE, []), unknown);
    for (const identity of ['b@tny.town', 'A@tny.town', 'a@tny.town.example', 'a@tny.tow'])
      assert.deepEqual(await verify(BUNDLE, [{ ...SIGNER, identity }]), unknown, identity);
    for (const issuer of ['https://github.com/login', 'https://accounts.google.com', 'http://github.com/login/oauth'])
      assert.deepEqual(await verify(BUNDLE, [{ ...SIGNER, issuer }]), unknown, issuer);
  });

  it('refuses another file', async () => {
    for (const { bytes, what } of [...sample(TEXT), ...truncated(TEXT).slice(-1)])
      assert.deepEqual(await verify(BUNDLE, [SIGNER], bytes), BAD, what);
    const cut = await verify(STATEMENT, [WORKFLOW], PACKAGE.subarray(1));
    assert.equal(!cut.ok && cut.reason, 'bad-signature');
  }).timeout(120_000);

  it("refuses another file's signature", async () => {
    const foreign = await verify(STATEMENT, [WORKFLOW], TEXT);
    assert.equal(!foreign.ok && foreign.reason, 'bad-signature');
    assert.deepEqual(await verify(BUNDLE, [SIGNER], PACKAGE), BAD);
  });

  it('uses the trusted root of the identity if it has one', async () => {
    const root = readFileSync(path.resolve('src/engine/verify/sigstoreTrustedRoot.json'), 'utf8');
    const foreign = fixtureText('sigstore/othername.trusted_root.json');
    assert.equal((await verify(BUNDLE, [{ ...SIGNER, trustedRoot: root }])).ok, true);
    assert.deepEqual(await verify(BUNDLE, [{ ...SIGNER, trustedRoot: foreign }]), BAD);
    for (const broken of ['', '{}', '[]', 'null', '{"certificateAuthorities":[{}]}'])
      assert.deepEqual(await verify(BUNDLE, [{ ...SIGNER, trustedRoot: broken }]), BAD, broken);
  });

  it('contains the root of the public instance as published', () => {
    const root = readFileSync(path.resolve('src/engine/verify/sigstoreTrustedRoot.json'));
    const sha256 = '6494e21ea73fa7ee769f85f57d5a3e6a08725eae1e38c755fc3517c9e6bc0b66';
    assert.equal(createHash('sha256').update(root).digest('hex'), sha256);
  });

  it('refuses a certificate without a proven time', async () => {
    for (const part of ['inclusionPromise', 'integratedTime', 'canonicalizedBody']) {
      const bundle = changed(BUNDLE, (json) => {
        assert.ok(delete objectAt(json, ENTRY)[part]);
      });
      assert.equal((await verify(bundle)).ok, false, part);
    }
    const none = changed(BUNDLE, (json) => {
      objectAt(json, ENTRY.slice(0, 1))['tlogEntries'] = [];
    });
    assert.deepEqual(await verify(none), BAD);
  });

  it('refuses a certificate that was used after it expired', async () => {
    const late = withText(BUNDLE, [...ENTRY, 'integratedTime'], String(Date.UTC(2024, 1, 1) / 1000));
    assert.deepEqual(await verify(late), BAD);
  });

  it('reports kinds that it does not check, such as keys without a certificate', async () => {
    const key = await verify(fixture('sigstore/public-key.sigstore.json'));
    assert.deepEqual(key, { ok: false, reason: 'unsupported' });
    const name = await verify(fixture('sigstore/othername.sigstore.json'));
    assert.deepEqual(name, { ok: false, reason: 'unsupported' });
  });

  it('refuses anything but a bundle', async () => {
    for (const text of ['', '{}', '[]', 'null', '{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json"}', '{'])
      assert.deepEqual(await verify(Buffer.from(text)), { ok: false, reason: 'malformed' }, text);
    assert.deepEqual(await verify(Buffer.alloc(2_000_000, 32)), { ok: false, reason: 'too-large' });
  });

  it('refuses an oversized certificate before parsing it', async () => {
    const elements = Buffer.from('0500'.repeat(32_768), 'hex');
    const certificate = Buffer.concat([Buffer.from([0x30, 0x83, 0x01, 0x00, 0x00]), elements]);
    const bundle = withText(BUNDLE, [...CHAIN, 'certificates', '0', 'rawBytes'], certificate.toString('base64'));
    assert.deepEqual(await verify(bundle), { ok: false, reason: 'malformed' });
  });

  it('checks the signature of an untrusted signer, and treats an unproven name as a claim', async () => {
    const bad = { ok: false, reason: 'bad-signature', keyId: KEY_ID };
    assert.deepEqual(await verify(BUNDLE, [], PACKAGE), bad);
    const foreign = await verify(STATEMENT, [], TEXT);
    assert.deepEqual([!foreign.ok && foreign.reason, !foreign.ok && foreign.signer], ['bad-signature', undefined]);
    const unlogged = changed(BUNDLE, (json) => {
      objectAt(json, ENTRY.slice(0, 1))['tlogEntries'] = [];
    });
    assert.deepEqual(await verify(unlogged, []), { ok: false, reason: 'unknown-key', keyId: KEY_ID });
  });

  it('checks a signature over a file of any size, in parts', async () => {
    const parts = [TEXT.subarray(0, 1), TEXT.subarray(1, 100), TEXT.subarray(100)];
    const inParts = (all: readonly Uint8Array[]) => ({
      ...contentOf(TEXT),
      sizeBytes: WHOLE_LIMIT_BYTES + 1,
      read: () => assert.fail('read'),
      chunks: async function* () {
        yield* all;
      },
    });
    assert.equal((await verifySigstore(BUNDLE, [SIGNER], inParts(parts))).ok, true);
    for (const wrong of [parts.slice(1), parts.toReversed(), [...parts, parts[0] ?? TEXT], []])
      assert.deepEqual(await verifySigstore(BUNDLE, [SIGNER], inParts(wrong)), BAD);
  });

  it('checks a statement about a file of any size by its digests', async () => {
    const content = { ...contentOf(PACKAGE), sizeBytes: WHOLE_LIMIT_BYTES + 1, read: () => assert.fail('read') };
    assert.equal((await verifySigstore(STATEMENT, [WORKFLOW], content)).ok, true);
  });

  it('refuses every change of the certificate but of the tags around its two parts', async () => {
    const way = [...CHAIN, 'certificates', '0', 'rawBytes'];
    const { text } = textsIn(JSON.parse(BUNDLE.toString())).find((one) => one.way.join() === way.join()) ?? {
      text: '',
    };
    const leaf = Buffer.from(text, 'base64');
    const signed = { begin: 4, end: 4 + 4 + leaf.readUInt16BE(6) };
    assert.ok(signed.end > 500 && signed.end < leaf.length);
    for (const { bytes, what, at } of sampled(
      flippedBytes(leaf).filter(({ at }) => at % 3 === 0 || at >= signed.end),
    )) {
      const result = await verify(withText(BUNDLE, way, bytes.toString('base64')));
      if (result.ok) assert.ok(at < signed.begin || at >= signed.end, what);
    }
  }).timeout(120_000);

  for (const [name, original, identity, file] of [
    ['a signature', BUNDLE, SIGNER, TEXT],
    ['a statement', STATEMENT, WORKFLOW, PACKAGE],
  ] as const)
    it(`refuses every change of every field of ${name}, or gives the same result`, async () => {
      const good = await verify(original, [identity], file);
      const accepted = new Set<string>();
      for (const { way, text } of textsIn(JSON.parse(original.toString()))) {
        const raw = Buffer.from(text, 'base64');
        const isBase64 = raw.length > 8 && raw.toString('base64') === text;
        const encoding = isBase64 ? 'base64' : 'utf8';
        for (const { bytes, what } of sample(isBase64 ? raw : Buffer.from(text))) {
          const result = await verify(withText(original, way, bytes.toString(encoding)), [identity], file);
          if (!result.ok) continue;
          assert.deepEqual(result, good, `${way.join('.')}: ${what}`);
          accepted.add(way.join('.'));
        }
      }
      assert.deepEqual([...accepted].sort(), UNSIGNED);
    }).timeout(120_000);
});

/** Flips one bit in each of some bytes, spread evenly. */
function sample(bytes: Buffer) {
  const every = Math.max(1, Math.floor(bytes.length / 4));
  return flippedBits(bytes).filter(({ at }, index) => at % every === 0 && index % 8 === at % 8);
}

/**
 * Parts that are not checked. The proof repeats facts of its signed checkpoint, and the certificate has tags around its two
 * signed parts, the first byte of which is among the sampled ones.
 */
const UNSIGNED = [
  'verificationMaterial.tlogEntries.0.inclusionProof.rootHash',
  'verificationMaterial.tlogEntries.0.inclusionProof.treeSize',
  'verificationMaterial.x509CertificateChain.certificates.0.rawBytes',
];

describe('matchesIdentity', () => {
  const release = 'https://git.example.org/o/r/.forgejo/workflows/release.yml';
  const by = 'https://git.example.org/api/actions';

  it('compares exactly', () => {
    const exact = { identity: `${release}@refs/tags/v1`, issuer: by };
    assert.equal(matchesIdentity(exact, `${release}@refs/tags/v1`, by), true);
    assert.equal(matchesIdentity(exact, `${release}@refs/tags/v1.1`, by), false);
    assert.equal(matchesIdentity(exact, `${release}@refs/tags/v1`, `${by}/`), false);
  });

  it('accepts any tag for a star in its place, and nothing else', () => {
    const anyTag = { identity: `${release}@refs/tags/*`, issuer: by };
    assert.equal(matchesIdentity(anyTag, `${release}@refs/tags/v1`, by), true);
    assert.equal(matchesIdentity(anyTag, `${release}@refs/tags/`, by), false);
    assert.equal(matchesIdentity(anyTag, `${release}@refs/heads/main`, by), false);
    assert.equal(matchesIdentity(anyTag, `${release}@refs/tags/v1`, 'https://other.example.org'), false);
  });

  it('allows a star nowhere else', () => {
    for (const identity of ['*', 'a@*', `${release}*`, `${release}@refs/*`, `*@refs/tags/*`, '', 'a b'])
      assert.equal(sigstoreIdentity(identity, by), undefined, identity);
    for (const issuer of ['', '*', 'https://*', 'github.com'])
      assert.equal(sigstoreIdentity('a@example.org', issuer), undefined, issuer);
  });
});
