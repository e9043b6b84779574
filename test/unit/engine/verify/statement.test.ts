import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { contentOf } from '../../../../src/engine/verify/signedContent.ts';
import { vouchesFor } from '../../../../src/engine/verify/statement.ts';

const TEXT = Buffer.from('a file');

function vouches(digest: Readonly<Record<string, string>>, predicateType = 'https://slsa.dev/provenance/v1') {
  const statement = { _type: 'https://in-toto.io/Statement/v1', predicateType, subject: [{ digest }] };
  const payload = Buffer.from(JSON.stringify(statement));
  return vouchesFor({ payloadType: 'application/vnd.in-toto+json', payload }, contentOf(TEXT));
}

describe('vouchesFor', () => {
  for (const algorithm of ['sha256', 'sha384', 'sha512'] as const)
    it(`compares ${algorithm} in any case`, async () => {
      const hex = hash(algorithm, TEXT);
      assert.equal(await vouches({ [algorithm]: hex.toUpperCase() }), true);
      assert.equal(await vouches({ [algorithm]: hash(algorithm, 'another file') }), false);
    });

  it('requires all digests computed here to match, and at least one', async () => {
    const sha256 = hash('sha256', TEXT);
    assert.equal(await vouches({ sha256, sha384: hash('sha384', 'another file') }), false);
    assert.equal(await vouches({ sha256, blake2b: '00' }), true);
    assert.equal(await vouches({ sha1: hash('sha1', TEXT) }), false);
  });

  it('does not treat a list of contents as a statement about the origin', async () => {
    assert.equal(await vouches({ sha256: hash('sha256', TEXT) }, 'https://spdx.dev/Document'), false);
  });
});
