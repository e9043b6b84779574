import assert from 'node:assert/strict';
import { parseChecksums } from '../../../../src/engine/verify/checksums.ts';

const ASSET = 'tool.tar.gz';
const SHA256 = 'a1b2c3d4'.repeat(8);
const SHA512 = 'e5f60718'.repeat(16);

/** The algorithms and digests of the asset, or why there are none. */
function outcome(text: string, sidecarName: string): string {
  const result = parseChecksums(Buffer.from(text), { sidecarName, assetName: ASSET });
  if (!result.ok) return result.reason;
  const known = new Map([
    [SHA256, 'SHA-256'],
    [SHA512, 'SHA-512'],
  ]);
  return result.digests.map(({ hex }) => known.get(hex) ?? hex).join(' and ');
}

/** The digest in groups of that many digits, and lines of that many groups. */
function grouped(digest: string, digits: number, perLine = Infinity, indent = ''): string {
  const groups = digest.toUpperCase().match(new RegExp(`.{${digits}}`, 'g')) ?? [];
  const lines = Map.groupBy(groups, (_, index) => Math.floor(index / perLine));
  return [...lines.values()].map((line) => line.join(' ')).join(`\n${indent}`);
}

const rows: readonly (readonly [what: string, text: string, sidecarName: string, expected: string])[] = [
  ['a digest after its algorithm', `SHA256: ${SHA256}\n`, '.sha256', 'SHA-256'],
  ['one after an equals sign', `sha256=${SHA256}\n`, '.sha256', 'SHA-256'],
  ['one after a space', `SHA256 ${SHA256}\n`, '.checksum', 'SHA-256'],
  [
    'one of each algorithm, as Xray writes them',
    `MD5= ${'0'.repeat(32)}\nSHA1= ${'0'.repeat(40)}\nSHA2-256= ${SHA256}\nSHA2-512= ${SHA512}\n`,
    '.dgst',
    'SHA-512 and SHA-256',
  ],
  ['only a weak one', `MD5= ${'0'.repeat(32)}\n`, '.dgst', 'weak'],
  ['one under a wrong algorithm', `SHA512: ${SHA256}\n`, '.checksum', 'malformed'],
  ['one after another word', `serial: ${SHA256}\n`, '.sha256', 'malformed'],
  ['a .sha file, as xPack writes it', `${SHA256}  ${ASSET}\n`, '.sha', 'SHA-256'],
  ['one in groups, as gpg prints it', `${ASSET}: ${grouped(SHA256, 8)}\n`, '.sha256', 'SHA-256'],
  ['one in groups over several lines', `${ASSET}:\n${grouped(SHA512, 8, 8)}\n`, '.sha512', 'SHA-512'],
  [
    'one in groups that begin on the line of the name',
    `${ASSET}: ${grouped(SHA512, 8, 6, '             ')}\n`,
    '.sha512',
    'SHA-512',
  ],
  ['one whose last line has a single group', `${ASSET}: ${grouped(SHA256, 8, 7, '      ')}\n`, '.sha256', 'SHA-256'],
  ['a single group without others', `A1B2C3D4\n`, '.sha256', 'weak'],
  ['one of several files', `other.zip: ${grouped(SHA512, 8)}\n${ASSET}: ${grouped(SHA256, 8)}\n`, '.sums', 'SHA-256'],
  ['one of another file', `other.zip: ${grouped(SHA256, 8)}\n`, '.sha256', 'no-entry'],
  ['one with its algorithm', `${ASSET}: SHA256 = ${grouped(SHA256, 8)}\n`, '.mds', 'SHA-256'],
  [
    'all of a long name, which gpg prints on lines of their own',
    [`MD5 = ${grouped('0'.repeat(32), 2)}`, `SHA256 = ${grouped(SHA256, 8)}`, `SHA512 = ${grouped(SHA512, 8, 8)}`]
      .map((line) => `${ASSET}: \n${line}\n`)
      .join(''),
    '.mds',
    'SHA-512 and SHA-256',
  ],
  [
    'one that another algorithm follows',
    `${ASSET}: ${grouped(SHA256, 8)}\nSHA512 = ${grouped(SHA512, 8, 8)}\n`,
    '.mds',
    'SHA-512 and SHA-256',
  ],
  [
    'one in pairs, as old certutil prints it',
    `SHA256 hash of file ${ASSET}:\n${grouped(SHA256, 2)}\nCertUtil: OK\n`,
    '.sha256',
    'SHA-256',
  ],
  ['groups without a name', `${grouped(SHA256, 8)}\n`, '.sha256', 'SHA-256'],
  ['a group too few', `${ASSET}: ${grouped(SHA256, 8).slice(9)}\n`, '.sha256', 'malformed'],
  ['groups of different lengths', `${ASSET}: ${grouped(SHA256, 8).replace(' ', '')}\n`, '.sha256', 'malformed'],
];

describe('parseChecksums: digests as other tools write them', () => {
  for (const [what, text, ending, expected] of rows)
    it(`reads ${what}`, () => assert.equal(outcome(text, `${ASSET}${ending}`), expected));
});
