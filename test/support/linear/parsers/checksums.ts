import { findChecksumFiles, sidecarSuffix } from '../../../../src/engine/verify/checksumFiles.ts';
import { parseChecksums } from '../../../../src/engine/verify/checksums.ts';
import { verifyClearsigned } from '../../../../src/engine/verify/openpgp.ts';
import { digestsInNotes } from '../../../../src/engine/verify/releaseNotes.ts';
import { findSignatureFiles } from '../../../../src/engine/verify/signatureFiles.ts';
import { SIDECAR_LIMIT_BYTES } from '../../../../src/engine/verify/sidecarText.ts';
import { fixtureText } from '../../signatures/fixtures.ts';
import { NAME_SIZE, parser } from '../growth.ts';
import type { AnyParser } from '../growth.ts';
import { lists, texts } from '../hostile.ts';

const HEX = 'a1'.repeat(32);
const TOOL = { name: 'tool', sizeBytes: 1 };
const ARMOUR = fixtureText('openpgp/ed25519.asc');
const LINES = [
  'sha2-',
  'sha512',
  'md5 ',
  'SHA256 (',
  ') = ',
  '=a',
  'aaaaaaaa',
  '\\n',
  '\\\\',
  '\r\n',
  'a1b2c3d4 ',
  'a1b2 c3d4\n',
  'tool:',
  '- ',
  '# ',
  '| ',
  ' hash of ',
  'Hash : ',
  'Path : ',
  `${HEX} `,
];
const NAMES = ['sha256', 'sums', '.txt', '.asc', 'check', 'b2', 'sha2-', '.sha256'];

/** Parsers of checksum files, their names, and the signatures in them. */
export const CHECKSUM_PARSERS: readonly AnyParser[] = [
  parser({
    name: 'the text of a checksum file',
    maxSize: SIDECAR_LIMIT_BYTES + 1,
    shapes: texts({
      words: LINES,
      frames: [
        ['\n', 'b'],
        [`${HEX}  `, '\u2028x\n'],
        [`\\${HEX}  `, 'x\n'],
        ['SHA256 (', '!\n'],
      ],
    }),
    feed: (text) => {
      const order = Buffer.from(text);
      return parseChecksums(Buffer.from(text), { sidecarName: 'SHA256SUMS', assetName: 'tool', order });
    },
  }),
  parser({
    name: 'the text of a file’s own checksum',
    maxSize: SIDECAR_LIMIT_BYTES + 1,
    shapes: texts({ words: LINES }),
    feed: (text) => parseChecksums(Buffer.from(text), { sidecarName: 'tool.sha256', assetName: 'tool' }),
  }),
  parser({
    name: 'the notes of a release',
    shapes: texts({ words: [...LINES, '<a', '>', '`', '**'], frames: [[`${HEX}\n<`, `>\n${HEX}  tool\n`]] }),
    feed: (text) => digestsInNotes(text, 'tool'),
  }),
  parser({
    name: 'a clearsigned text',
    maxSize: SIDECAR_LIMIT_BYTES - 4096,
    shapes: texts({
      words: ['-----BEGIN PGP SIGNED MESSAGE-----\n', '-----BEGIN PGP SIGNATURE-----\n', 'Hash: SHA256\n', '- '],
      frames: [
        ['-----BEGIN PGP SIGNED MESSAGE-----\n', `\n${ARMOUR}`],
        ['-----BEGIN PGP SIGNED MESSAGE-----\n\n', `b\n${ARMOUR}`],
      ],
    }),
    feed: (text) => verifyClearsigned(Buffer.from(text), []),
  }),
  parser({
    name: 'the name of a possible checksum file',
    maxSize: NAME_SIZE,
    shapes: texts({
      words: NAMES,
      frames: [
        ['', 'SHA256SUMS'],
        ['tool', '.sha256'],
      ],
    }),
    feed: (name) => [findChecksumFiles(TOOL, [{ name, sizeBytes: 3 }]), sidecarSuffix(name, 'tool')],
  }),
  parser({
    name: 'the name of a file that needs a checksum',
    maxSize: NAME_SIZE,
    shapes: texts({ words: NAMES }),
    feed: (name) => findChecksumFiles({ name, sizeBytes: 1 }, [{ name: `${name}.sha256`, sizeBytes: 3 }]),
  }),
  parser({
    name: 'the other files of a release',
    maxSize: 8 * 1024,
    shapes: lists({
      sidecars: (index) => ({ name: `f${index}.sha256`, sizeBytes: 3 }),
      'lists of checksums': (index) => ({ name: `SHA256SUMS${index}.txt`, sizeBytes: 3 }),
      'their own lists': (index) => ({ name: `${index}.sha256sums.txt.asc`, sizeBytes: 3 }),
      signatures: () => ({ name: 'tool.sig', sizeBytes: 3 }),
    }),
    feed: (siblings) => [findChecksumFiles(TOOL, siblings), findSignatureFiles(TOOL, siblings)],
  }),
];
