import assert from 'node:assert/strict';
import { readEmbedded, verifyEmbedded, verifyEmbeddedOver } from '../../../../src/engine/verify/embedded.ts';
import { NO_KEYS } from '../../../../src/engine/verify/signatureSchemes.ts';
import type { TrustedKeys } from '../../../../src/engine/verify/signatureSchemes.ts';
import { contentOf } from '../../../../src/engine/verify/signedContent.ts';
import { toTrustedKeys } from '../../../../src/engine/verify/trustedKey.ts';
import { parseTrustedKey } from '../../../../src/engine/verify/trustedKeyText.ts';
import { fixture, fixtureText } from '../../../support/signatures/fixtures.ts';

function trusting(...names: readonly string[]): TrustedKeys {
  const keys = names.map((name) => {
    const parsed = parseTrustedKey(fixtureText(`releases/${name}`));
    assert.ok(parsed.ok, name);
    return parsed.key;
  });
  return toTrustedKeys(keys);
}

const KEYS = trusting('key.asc', 'signify/saw.pub');
const LIST = fixture('releases/node/SHASUMS256.txt');

/** Files that contain a text and its signature, with the kind of signature and a file with the text alone. */
const FILES = [
  ['node/SHASUMS256.txt.asc', 'openpgp', 'node/SHASUMS256.txt'],
  ['gpgMessage/checksums.txt.gpg', 'openpgp', 'node/SHASUMS256.txt'],
  ['gpgMessage/piped.gpg', 'openpgp', 'node/SHASUMS256.txt'],
  ['gpgMessage/stored.asc', 'openpgp', 'node/SHASUMS256.txt'],
  ['gpgMessage/parts.gpg', 'openpgp', undefined],
  ['signify/SHA256.sig', 'signify', undefined],
] as const;

describe('a text and its signature in one file', () => {
  for (const [name, scheme, text] of FILES) {
    const bytes = fixture(`releases/${name}`);

    it(`${name} is read, and verifies with its own key only`, async () => {
      const embedded = readEmbedded(bytes);
      assert.ok(embedded && embedded !== 'malformed');
      assert.equal(embedded.scheme, scheme);
      assert.ok(embedded.lines.some((line) => line.includes('saw-1.0.0-windows-x64.zip')));
      assert.equal((await verifyEmbedded(bytes, KEYS)).ok, true);
      const unknown = await verifyEmbedded(bytes, NO_KEYS);
      assert.equal(!unknown.ok && unknown.reason, 'unknown-key');
    });

    it(`${name} is bad after any change of its text`, async () => {
      const at = bytes.lastIndexOf('windows') < 0 ? Math.floor(bytes.length / 3) : bytes.lastIndexOf('windows');
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      assert.equal((await verifyEmbedded(changed, KEYS)).ok, false);
    });

    if (text !== undefined)
      it(`${name} is a signature over ${text} and over no other text`, async () => {
        const over = (content: Buffer) => verifyEmbeddedOver(bytes, KEYS, contentOf(content));
        const content = fixture(`releases/${text}`);
        assert.equal((await over(content)).ok, true);
        for (const other of [Buffer.concat([content, Buffer.from('x\n')]), content.subarray(1), Buffer.from([0xff])]) {
          const { reason, signer } = (await over(other)) as { reason?: string; signer?: string };
          // It does not speak against a file that it is not about.
          assert.deepEqual([reason, signer], ['bad-signature', undefined]);
        }
      });
  }

  it('is not a signature over a file with trailing blanks, which are not signed', async () => {
    const bytes = fixture('releases/node/SHASUMS256.txt.asc');
    const padded = Buffer.from(LIST.toString().replace('\n', ' \n'));
    assert.equal((await verifyEmbeddedOver(bytes, KEYS, contentOf(padded))).ok, false);
  });

  it('is not a minisign signature without its comment', () => {
    const text = fixtureText('releases/minisign/directory.minisig');
    assert.equal(readEmbedded(Buffer.from(text)), undefined);
    assert.equal(readEmbedded(Buffer.from(text.split('\n').slice(0, 2).join('\n'))), undefined);
  });

  it('rejects a file with no text, or with more than one', () => {
    for (const name of [
      'debian/SHA256SUMS.sign',
      'node/SHASUMS256.txt.sig',
      'node/SHASUMS256.txt',
      'ssh/SHA256SUMS.sig',
    ])
      assert.equal(readEmbedded(fixture(`releases/${name}`)), undefined, name);
    const message = fixture('releases/gpgMessage/stored.asc');
    assert.equal(readEmbedded(Buffer.concat([message, LIST])), undefined);
    const signed = fixture('releases/node/SHASUMS256.txt.asc');
    assert.equal(readEmbedded(Buffer.concat([signed, signed])), 'malformed');
  });
});
