import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { findChecksumFiles } from '../../../src/engine/verify/checksumFiles.ts';
import { parseChecksums } from '../../../src/engine/verify/checksums.ts';
import { verifySignature } from '../../../src/engine/verify/signatureSchemes.ts';
import type { TrustedKeys } from '../../../src/engine/verify/signatureSchemes.ts';
import { findSignatureFiles } from '../../../src/engine/verify/signatureFiles.ts';
import { contentOf } from '../../../src/engine/verify/signedContent.ts';
import { keyIdOf, toTrustedKeys } from '../../../src/engine/verify/trustedKey.ts';
import type { TrustedKey } from '../../../src/engine/verify/trustedKey.ts';
import { parseTrustedKey } from '../../../src/engine/verify/trustedKeyText.ts';
import { DEMO_KEYS } from '../../support/forge/demo/keys.ts';
import { demoContent } from '../../support/forge/demoContent.ts';

const SIGNED_BY_MINISIGN = 'tool.txt.minisig is good';

/** The evidence for the tool in each version, when all keys of the demo forge but the stranger's are trusted. */
const SAID: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'rung-none': [[]],
  'rung-checksum-file': [['tool.txt.sha256 fits']],
  'rung-checksum-list': [['SHA256SUMS fits']],
  'rung-server': [['the server fits']],
  'rung-minisign': [[SIGNED_BY_MINISIGN]],
  'rung-minisign-list': [['SHA256SUMS fits', 'SHA256SUMS.minisig is good']],
  'rung-signify': [['tool.txt.sig is good']],
  'rung-openssh': [['tool.txt.sig is good']],
  'rung-openpgp': [['tool.txt.asc is good']],
  'rung-openpgp-list': [['SHA256SUMS.asc fits']],
  'rung-sigstore': [['tool.txt.sigstore.json is good']],
  'rung-stranger': [['tool.txt.minisig is unknown-key']],
  'rung-all': [
    [
      'the server fits',
      'tool.txt.sha256 fits',
      'SHA256SUMS fits',
      'SHA256SUMS.minisig is good',
      SIGNED_BY_MINISIGN,
      'tool.txt.sig is good',
    ],
  ],
  'rung-later': [[]],
  'rung-registry': [[]],
  'rung-registry-signed': [['SHA256SUMS fits', 'SHA256SUMS.minisig is good']],
  'wrong-checksum': [['tool.txt.sha256 does not fit']],
  'wrong-between-checksums': [['tool.txt.sha256 fits', 'SHA256SUMS does not fit']],
  'wrong-signature': [['tool.txt.minisig is bad-signature']],
  'wrong-list-signature': [['SHA256SUMS fits', 'SHA256SUMS.minisig is bad-signature']],
  'wrong-name': [['tool.txt.minisig is wrong-name']],
  'wrong-server': [['the server does not fit']],
  'wrong-registry': [['SHA256SUMS does not fit', 'SHA256SUMS.minisig is good']],
  'weaker-unsigned': [[SIGNED_BY_MINISIGN], []],
  'weaker-another-key': [[SIGNED_BY_MINISIGN], ['tool.txt.minisig is unknown-key']],
  'weaker-no-checksum': [['tool.txt.sha256 fits'], []],
  'weaker-replaced': [[]],
};

describe('the ladder of the demo forge', () => {
  const { repositories, packages } = demoContent();
  const versionsOf = (place: string): readonly (readonly File[])[] => [
    ...packages.filter(({ owner, name }) => owner === 'ladder' && name === place).map(({ files }) => files),
    ...repositories
      .filter(({ owner, name }) => owner === 'ladder' && name === place)
      .flatMap(({ releases }) => releases.map(({ assets }) => assets).reverse()),
  ];

  it('contains no other repositories', () => {
    const names = [...repositories, ...packages].filter(({ owner }) => owner === 'ladder').map(({ name }) => name);
    assert.deepEqual(names.toSorted(), Object.keys(SAID).toSorted());
  });

  for (const [place, expected] of Object.entries(SAID)) {
    it(`produces the documented evidence for ${place}`, async () => {
      assert.deepEqual(await Promise.all(versionsOf(place).map((files) => statementsIn(files))), expected);
    });
  }

  it('publishes the keys next to the signed files', () => {
    const published = (place: string, name: string, key: { keyId: string }, version = 0): string => {
      const text = bytesOf(versionsOf(place)[version] ?? [], name).toString();
      return readKey(text, key.keyId).scheme;
    };
    assert.equal(published('rung-minisign', 'minisign.pub', DEMO_KEYS.minisign), 'minisign');
    assert.equal(published('rung-signify', 'signify.pub', DEMO_KEYS.signify), 'signify');
    assert.equal(published('rung-openssh', 'signing-key.pub', DEMO_KEYS.ssh), 'ssh');
    assert.equal(published('rung-openssh', 'allowed_signers', DEMO_KEYS.ssh), 'ssh');
    assert.equal(published('rung-openpgp', 'signing-key.asc', DEMO_KEYS.openpgp), 'openpgp');
    assert.equal(published('weaker-another-key', 'minisign.pub', DEMO_KEYS.stranger, 1), 'minisign');
  });

  it('has different bytes everywhere except where gpg signed twice', () => {
    const places = Object.keys(SAID).filter((place) => place !== 'rung-openpgp-list');
    const tools = places.flatMap((place) => versionsOf(place).map((files) => sha256(bytesOf(files, 'tool.txt'))));
    assert.equal(new Set(tools).size, tools.length);
  });
});

interface File {
  readonly name: string;
  readonly body: Buffer | string;
  readonly sha256?: string;
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

function bytesOf(files: readonly File[], name: string): Buffer {
  const body = files.find((file) => file.name === name)?.body;
  assert.ok(body instanceof Buffer, name);
  return body;
}

async function statementsIn(files: readonly File[]): Promise<readonly string[]> {
  const tool = files.find(({ name }) => name === 'tool.txt');
  const siblings = files.map(({ name, body }) => ({ name, sizeBytes: body.length }));
  const asset = siblings.find(({ name }) => name === 'tool.txt');
  assert.ok(tool && asset);
  const digest = sha256(bytesOf(files, asset.name));
  const fits = (who: string, statementsIn: boolean): string => `${who} ${statementsIn ? 'fits' : 'does not fit'}`;
  const server = tool.sha256 === undefined ? [] : [fits('the server', tool.sha256 === digest)];
  const lists = findChecksumFiles(asset, siblings).map(async ({ file: { name, sizeBytes } }) => {
    const result = parseChecksums(bytesOf(files, name), { sidecarName: name, assetName: asset.name });
    assert.ok(result.ok, name);
    const signatures = await signaturesOver({ name, sizeBytes }, files);
    return [fits(name, result.digests[0]?.hex === digest), ...signatures];
  });
  return [...server, ...(await Promise.all(lists)).flat(), ...(await signaturesOver(asset, files))];
}

function signaturesOver(file: { name: string; sizeBytes: number }, files: readonly File[]): Promise<readonly string[]> {
  const siblings = files.map(({ name, body }) => ({ name, sizeBytes: body.length }));
  return Promise.all(
    findSignatureFiles(file, siblings).map(async ({ name }) => {
      const content = contentOf(bytesOf(files, file.name));
      const { result } = await verifySignature({ name, bytes: bytesOf(files, name) }, trusted(), {
        name: file.name,
        content,
      });
      return `${name} is ${result.ok ? 'good' : result.reason}`;
    }),
  );
}

function trusted(): TrustedKeys {
  const { minisign, signify, ssh, openpgp, sigstore } = DEMO_KEYS;
  return toTrustedKeys([minisign, signify, ssh, openpgp, sigstore].map((key) => readKey(key.text, key.keyId)));
}

function readKey(text: string, keyId: string): TrustedKey {
  const parsed = parseTrustedKey(text);
  assert.ok(parsed.ok, text);
  assert.equal(keyIdOf(parsed.key), keyId);
  return parsed.key;
}
