import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { parseTrustedKey, pgpUserIds } from '../../../../src/engine/index.ts';

describe('user ids of an OpenPGP key', () => {
  it('match those shown by gpg', async () => {
    const parsed = parseTrustedKey(await readFile('test/signatures/openpgp/ed25519.pub.asc', 'utf8'));
    assert.ok(parsed.ok && parsed.key.scheme === 'openpgp');
    assert.deepEqual(pgpUserIds(parsed.key.key), ['Demo ed25519 <ed25519@example.org>']);
  });

  it('are empty if the packets cannot be read', () => {
    assert.deepEqual(pgpUserIds({ fingerprint: '', fingerprints: [], packets: Buffer.from('x') }), []);
  });
});
