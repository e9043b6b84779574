import assert from 'node:assert/strict';
import { parseChecksums } from '../../../../src/engine/verify/checksums.ts';
import { verifyClearsigned } from '../../../../src/engine/verify/openpgp.ts';
import { fixture } from '../../../support/signatures/fixtures.ts';
import { pgpKey } from '../../../support/signatures/pgpKeys.ts';
import { flippedBytes, shifted, truncated } from '../../../support/signatures/tampering.ts';
import { sampled } from '../../../support/sampled.ts';

const KEY = pgpKey('ed25519');
const LIST = fixture('openpgp/SHA256SUMS.asc');
const GOOD = { ok: true, keyId: KEY.fingerprint };
const NAMES = { sidecarName: 'SHA256SUMS.asc', assetName: 'tool.txt' };

describe('verifyClearsigned', () => {
  it('accepts text signed by gpg', async () => {
    assert.deepEqual(await verifyClearsigned(LIST, [KEY]), GOOD);
    const rsa = pgpKey('rsa');
    const result = await verifyClearsigned(fixture('openpgp/SHA256SUMS-rsa.asc'), [KEY, rsa]);
    assert.deepEqual(result, { ok: true, keyId: rsa.fingerprint });
  });

  it('accepts Windows line ends, and trailing blanks, which are not signed', async () => {
    const text = LIST.toString();
    assert.deepEqual(await verifyClearsigned(Buffer.from(text.replaceAll('\n', '\r\n')), [KEY]), GOOD);
    assert.deepEqual(await verifyClearsigned(Buffer.from(text.replace('tool.txt\n', 'tool.txt \t\n')), [KEY]), GOOD);
  });

  it('reports an unknown key by name', async () => {
    const expected = { ok: false, reason: 'unknown-key', keyId: KEY.fingerprint };
    assert.deepEqual(await verifyClearsigned(LIST, [pgpKey('rsa')]), expected);
  });

  it('refuses a detached signature under another text', async () => {
    const text = LIST.toString();
    const detached = fixture('openpgp/other-file.asc').toString();
    const mixed = text.slice(0, text.indexOf('-----BEGIN PGP SIGNATURE')) + detached;
    assert.deepEqual(await verifyClearsigned(Buffer.from(mixed), [KEY]), {
      ok: false,
      reason: 'unsupported',
      keyId: KEY.fingerprint,
      signer: 'trusted',
    });
  });

  it('refuses texts that are not clearsigned', async () => {
    for (const name of ['tool.txt', 'openpgp/ed25519.asc', 'openpgp/ed25519.sig'])
      assert.deepEqual(await verifyClearsigned(fixture(name), [KEY]), { ok: false, reason: 'malformed' });
  });

  it('refuses every change that alters the list', async () => {
    const before = parseChecksums(LIST, NAMES);
    assert.ok(before.ok);
    for (const { bytes, what } of sampled([...flippedBytes(LIST), ...truncated(LIST), ...shifted(LIST)])) {
      const result = await verifyClearsigned(bytes, [KEY]);
      if (result.ok) assert.deepEqual([result, parseChecksums(bytes, NAMES)], [GOOD, before], what);
    }
  }).timeout(120_000);

  it('refuses every change of a signed character', async () => {
    const begin = LIST.indexOf('# - a line');
    const end = LIST.indexOf('\n-----BEGIN PGP SIGNATURE');
    for (const { bytes, what, at } of flippedBytes(LIST)) {
      if (at < begin || at >= end || LIST[at] === 0x20) continue;
      assert.equal((await verifyClearsigned(bytes, [KEY])).ok, false, what);
    }
  }).timeout(120_000);
});
