import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { KEY_FILE_LIMIT_BYTES, commentOf, keyFilesOf, keyTexts } from '../../../../src/editor/trust/keyFiles.ts';
import { keyIdOf, parseTrustedKey } from '../../../../src/engine/index.ts';
import { minisignSigner } from '../../../support/forge/signing/minisign.ts';
import { opensshSigner } from '../../../support/forge/signing/openssh.ts';
import { makeAsset } from '../../../support/makeAsset.ts';

const named = (...names: readonly string[]): readonly string[] =>
  keyFilesOf(names.map((name) => makeAsset({ name }))).map(({ name }) => name);

describe('the files of a release that may hold keys', () => {
  it('recognises key files by their names', () => {
    const keys = ['minisign.pub', 'cosign.pub', 'release-key.asc', 'alice.GPG', 'team.pgp', 'repo.key', 'KEYS'];
    assert.deepEqual(named(...keys, 'allowed_signers', 'KEYS.txt'), [...keys, 'allowed_signers', 'KEYS.txt']);
    assert.deepEqual(named('tool.tar.gz', 'tool.pub.zip', 'tool.minisig', 'monkeys', 'tool.keys.json'), []);
  });

  it('does not mistake signatures of other files for keys', () => {
    assert.deepEqual(named('tool.tar.gz', 'tool.tar.gz.asc', 'SHA256SUMS', 'SHA256SUMS.gpg', 'key.asc'), ['key.asc']);
    assert.deepEqual(named('minisign', 'minisign.pub'), ['minisign.pub']);
  });

  it('ignores large files', () => {
    const large = makeAsset({ name: 'large.pub', sizeBytes: KEY_FILE_LIMIT_BYTES + 1 });
    const unknown = makeAsset({ name: 'unknown.pub', sizeBytes: undefined });
    assert.deepEqual(keyFilesOf([large, unknown]), [unknown]);
  });
});

describe('the keys in a file', () => {
  const ids = (bytes: Uint8Array): readonly string[] =>
    keyTexts(bytes).map((text) => {
      const parsed = parseTrustedKey(text);
      return parsed.ok ? keyIdOf(parsed.key) : parsed.reason;
    });

  it('reads a minisign key with or without a byte order mark', () => {
    const { text, keyId } = minisignSigner('a');
    assert.deepEqual(ids(Buffer.from(text)), [keyId]);
    assert.deepEqual(ids(Buffer.from(`\ufeff${text.replaceAll('\n', '\r\n')}`)), [keyId]);
  });

  it('reads all lines of allowed_signers except the comments', () => {
    const [alice, bob] = [opensshSigner('alice'), opensshSigner('bob')];
    const text = `# ours\n\nalice namespaces="file" ${alice.text}bob namespaces="git" ${bob.text}`;
    assert.deepEqual(ids(Buffer.from(text)), [alice.keyId, 'namespace']);
  });

  it('reads the blocks of OpenPGP, armoured or not', async () => {
    const armoured = await readFile('test/signatures/openpgp/ed25519.pub.asc', 'utf8');
    const [id = ''] = ids(Buffer.from(armoured));
    assert.match(id, /^[0-9A-F]{40}$/);
    assert.deepEqual(ids(Buffer.from(`Our keys:\n\n${armoured}\nand\n${armoured}`)), [id, id]);
    const parsed = parseTrustedKey(armoured);
    assert.ok(parsed.ok && parsed.key.scheme === 'openpgp');
    assert.deepEqual(ids(parsed.key.key.packets), [id]);
  });

  it("shows the notes of the keys' makers", async () => {
    const commentIn = (text: string): string | undefined => {
      const parsed = parseTrustedKey(text);
      assert.ok(parsed.ok, text);
      return commentOf(parsed.key, text);
    };
    const minisign = minisignSigner('a').text;
    assert.equal(commentIn(minisign), 'minisign public key of the a');
    assert.equal(commentIn(minisign.split('\n')[1] ?? ''), undefined);
    const ssh = opensshSigner('alice@example.org').text.trim();
    assert.equal(commentIn(ssh), 'alice@example.org');
    assert.equal(commentIn(ssh.split(' ').slice(0, 2).join(' ')), undefined);
    assert.match(
      commentIn(await readFile('test/signatures/openpgp/ed25519.pub.asc', 'utf8')) ?? '',
      /^Demo ed25519 <ed25519@example.org>$/,
    );
  });
});
