import assert from 'node:assert/strict';
import { isAttestationName, readAttestations } from '../../../../src/engine/verify/attestations.ts';
import { parseChecksums } from '../../../../src/engine/verify/checksums.ts';
import { sigstoreIdentity } from '../../../../src/engine/verify/sigstoreIdentity.ts';
import { verifyAttestation } from '../../../../src/engine/verify/sigstore.ts';
import { fixtureText } from '../../../support/signatures/fixtures.ts';

const A = 'a1'.repeat(32);
const B = 'b2'.repeat(32);
const PROVENANCE = 'https://slsa.dev/provenance/v1';

type Subject = readonly [name: string, sha256: string];

function envelope(subjects: readonly Subject[], predicateType = PROVENANCE): string {
  const subject = subjects.map(([name, sha256]) => ({ name, digest: { sha256, sha1: 'x' } }));
  const payload = JSON.stringify({ _type: 'https://in-toto.io/Statement/v1', subject, predicateType, predicate: {} });
  return JSON.stringify({
    payloadType: 'application/vnd.in-toto+json',
    payload: Buffer.from(payload).toString('base64'),
    signatures: [{ sig: 'AAAA' }],
  });
}

const bundled = (text: string): string => `{"mediaType":"x","dsseEnvelope":${text}}`;

/** `algorithm:hex`, or the reason of the refusal. */
function outcomeOf(text: string, sidecarName = 'multiple.intoto.jsonl'): string {
  const result = parseChecksums(Buffer.from(text), { sidecarName, assetName: 'tool.zip' });
  return result.ok ? `${result.algorithm}:${result.hex}` : result.reason;
}

describe('statements about files', () => {
  it('recognises statements by their names', () => {
    const names = ['multiple.intoto.jsonl', 'tool.zip.intoto.jsonl', 'tool.attestation.json', 'provenance.json'];
    for (const name of names) assert.ok(isAttestationName(name), name);
    for (const name of ['checksums.json', 'tool.json', 'intoto.txt', 'tool.intoto.jsonl.sig'])
      assert.ok(!isAttestationName(name), name);
  });

  const ROWS: readonly (readonly [what: string, text: string, expected: string])[] = [
    [
      'give the digest of each of many files',
      envelope([
        ['other.zip', B],
        ['tool.zip', A],
      ]),
      `sha256:${A}`,
    ],
    ['are read inside a bundle', bundled(envelope([['tool.zip', A]])), `sha256:${A}`],
    ['are read one per line', `${envelope([['x', B]])}\n${bundled(envelope([['tool.zip', A]]))}\n`, `sha256:${A}`],
    ['are read from a list', `[${envelope([['tool.zip', A]])}]`, `sha256:${A}`],
    ['name files with their folders', envelope([['dist/tool.zip', A.toUpperCase()]]), `sha256:${A}`],
    ['say nothing about other files', envelope([['mytool.zip', A]]), 'no-entry'],
    ['are ignored if they disagree', `${envelope([['tool.zip', A]])}\n${envelope([['tool.zip', B]])}`, 'ambiguous'],
    [
      'that describe the content of a file do not vouch for its origin',
      envelope([['tool.zip', A]], 'https://spdx.dev/Document'),
      'no-entry',
    ],
    ['do not count with a digest of another length', envelope([['tool.zip', 'abcd']]), 'no-entry'],
    ['do not count if they cannot be read', '{"payload":"!"}', 'malformed'],
    ['do not count if they are not JSON', 'hello', 'malformed'],
  ];
  for (const [what, text, expected] of ROWS) it(what, () => assert.equal(outcomeOf(text), expected));

  it('accepts statements by a trusted signer, whichever line they are in', async () => {
    const published = fixtureText('sigstore/sigstore-2.0.0.tgz.sigstore.json').replaceAll('\n', ' ');
    const name = 'npm/sigstore@2.0.0';
    const found = readAttestations(`${envelope([['x', B]])}\n${published}\n`, name.split('/')[1] ?? '');
    assert.ok(found);
    assert.equal(found.bundles.length, 1);
    assert.equal(found.digests[0]?.algorithm, 'sha512');
    const unknown = await verifyAttestation(found.bundles[0], []);
    assert.ok(!unknown.ok && unknown.reason === 'unknown-key' && unknown.signer === 'carried');
    const [identity = '', issuer = ''] = unknown.keyId?.split(' ') ?? [];
    const trusted = sigstoreIdentity(identity, issuer);
    assert.ok(trusted);
    assert.equal((await verifyAttestation(found.bundles[0], [trusted])).ok, true);
  });

  it('leaves statements without a certificate unchecked', async () => {
    const found = readAttestations(envelope([['tool.zip', A]]), 'tool.zip');
    assert.deepEqual(await verifyAttestation(found?.bundles[0], []), { ok: false, reason: 'malformed' });
  });
});
