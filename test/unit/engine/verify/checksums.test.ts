import assert from 'node:assert/strict';
import { parseChecksums } from '../../../../src/engine/verify/checksums.ts';
import type { ChecksumResult } from '../../../../src/engine/verify/checksums.ts';
import type { ChecksumProblem } from '../../../../src/engine/findings.ts';
import { SIDECAR_LIMIT_BYTES } from '../../../../src/engine/verify/sidecarText.ts';

const ASSET = 'tool.tar.gz';
const A = 'a1'.repeat(32);
const B = 'b2'.repeat(32);
const LONG = 'c3'.repeat(64);
const MIDDLE = 'd4'.repeat(48);
const MD5 = 'e5'.repeat(16);

function parse(text: string | Uint8Array, sidecarName = 'checksums.txt', assetName = ASSET): ChecksumResult {
  return parseChecksums(typeof text === 'string' ? Buffer.from(text) : text, { sidecarName, assetName });
}

/** `algorithm:hex`, or the reason of the refusal. */
function outcomeOf(...args: Parameters<typeof parse>): string {
  const result = parse(...args);
  return result.ok ? `${result.algorithm}:${result.hex}` : result.reason;
}

type Row = readonly [
  what: string,
  text: string,
  expected: string,
  sidecarName?: string | undefined,
  assetName?: string,
];

function table(rows: readonly Row[]): void {
  for (const [what, text, expected, sidecarName, assetName] of rows)
    it(what, () => assert.equal(outcomeOf(text, sidecarName, assetName), expected));
}

const SHA256 = `sha256:${A}`;
const SHA512 = `sha512:${LONG}`;

describe('parseChecksums: lines', () => {
  table([
    ['accepts text and binary lines', `${B} *x\n${A}  ${ASSET}\n`, SHA256],
    ['accepts one blank', `${A} ${ASSET}`, SHA256],
    ['accepts a digest after its algorithm', `sha256:${A}  ${ASSET}`, SHA256],
    ['accepts BSD lines', `SHA256 (${ASSET}) = ${A}`, SHA256],
    ['accepts a name with brackets and equals signs', `SHA256 (a) = (1)) = ${A}`, SHA256, undefined, 'a) = (1)'],
    ['accepts lines that end with only CR', `${B}  x\r${A}  ${ASSET}\r`, SHA256],
    ['does not take a line end inside a name for one', `${B}  x\r${A}  ${ASSET}\n`, 'malformed'],
    ['accepts a byte order mark in the middle', `${B}  x\n\uFEFF${A}  ${ASSET}\n`, SHA256],
    ['accepts two equal ones', `${A}  ${ASSET}\n${A.toUpperCase()} *${ASSET}\n`, SHA256],
    ['unescapes what GNU escapes', `\\${A}  a\\nb\\\\c\\rd`, SHA256, undefined, 'a\nb\\c\rd'],
    ['unescapes it in BSD lines too', `\\SHA256 (a\\\\b) = ${A}`, SHA256, undefined, 'a\\b'],
    ['keeps a backslash without the mark', `${A}  a\\nb`, SHA256, undefined, 'a\\nb'],
    ['refuses an escape that no tool writes', `\\${A}  a\\tb`, 'malformed', undefined, 'a\tb'],
    ['refuses a missing digit', `${A.slice(1)}  ${ASSET}`, 'malformed'],
    ['refuses an extra digit', `${A}0  ${ASSET}`, 'malformed'],
    ['ignores a commented line', `# ${A}  ${ASSET}\n${B}  x`, 'no-entry'],
    ['refuses a keyed digest', `HMAC-SHA256(${ASSET})= ${A}`, 'unsupported'],
    ['refuses a mismatched tag', `SHA256 (${ASSET}) = ${LONG}`, 'malformed'],
    ['does not match a name in another case', `${A}  TOOL.tar.gz`, 'no-entry'],
    ['does not match a name with a mark at its end', `${A}  ${ASSET}\uFEFF`, 'no-entry'],
    ['does not match a name that was not text', `${A}  t\uFFFD\n`, 'no-entry', undefined, 'tö'],
  ]);
});

describe('parseChecksums: paths', () => {
  table([
    ['ignores ./', `${A}  ./${ASSET}`, SHA256],
    ['accepts a directory if it is the only one', `${A}  dist/out/${ASSET}`, SHA256],
    ['accepts a Windows path', `${A} *C:\\build\\${ASSET}`, SHA256],
    ['accepts two paths with the same digest', `${A}  x/${ASSET}\n${A}  y/${ASSET}`, SHA256],
    ['refuses two paths that differ', `${A}  x/${ASSET}\n${B}  y/${ASSET}`, 'ambiguous'],
    ['refuses ./ next to the name if they differ', `${A}  ${ASSET}\n${B}  ./${ASSET}`, 'ambiguous'],
    ['prefers the name to a path', `${B}  old/${ASSET}\n${A}  ${ASSET}`, SHA256],
    ['prefers a weak digest for the name to a path', `${MD5}  ${ASSET}\n${A}  old/${ASSET}`, 'weak'],
    ['does not accept a folder with that name', `${A}  ${ASSET}/`, 'no-entry'],
  ]);
});

describe('parseChecksums: bare digests', () => {
  const own = `${ASSET}.sha256`;
  table([
    ['accepts one in the sidecar', `\uFEFF\n ${A.toUpperCase()} \r\n`, SHA256, own],
    ['accepts a pipe in the sidecar', `${A} *-\n`, SHA256, own],
    ['accepts one below a comment', `# made by CI\n${A}\n`, SHA256, own],
    ['accepts one in .digest', `sha256:${A}\n`, SHA256, `${ASSET}.digest`],
    ['refuses one in a list', `${A}\n`, 'no-entry', 'SHA256SUMS'],
    ['refuses one in a list that begins with the name', `${A}\n`, 'no-entry', 'tool_checksums.txt', 'tool'],
    ['refuses a pipe in a list', `${A}  -\n`, 'no-entry', 'SHA256SUMS'],
    ['refuses one among other words', `The digest:\n${A}\n`, 'no-entry', own],
    ['refuses two', `${A}\n${B}\n`, 'ambiguous', own],
    ['refuses one next to another name', `${A}\n${B}  ${ASSET}\n`, 'ambiguous', own],
    ['refuses another name in the sidecar', `${A}  other.tar.gz\n`, 'no-entry', own],
  ]);
});

describe('parseChecksums: algorithms', () => {
  const line = (hex: string): string => `${hex}  ${ASSET}\n`;
  table([
    ['reads 96 digits as SHA-384', line(MIDDLE), `sha384:${MIDDLE}`],
    ['reads 128 digits as SHA-512 if the file says so', line(LONG), SHA512, 'SHA512SUMS'],
    ['reads 128 digits as SHA-512 below a heading', `SHA-512:\n${line(LONG)}`, SHA512],
    ['refuses 128 digits without an algorithm', line(LONG), 'ambiguous'],
    ['refuses 128 digits in B2SUMS', line(LONG), 'unsupported', 'B2SUMS'],
    ['refuses 128 digits if two names match', line(LONG), 'ambiguous', 'sha512-or-blake2b.txt'],
    ['reads each section by its heading', `# SHA512 HASH\n${line(LONG)}# WHIRLPOOL HASH\n${line(A + B)}`, SHA512],
    ['refuses 64 digits of BLAKE3', line(A), 'unsupported', `${ASSET}.b3`],
    ['refuses 64 digits of BLAKE2s', line(A), 'unsupported', 'blake2s.txt'],
    ['refuses 64 digits of SHA3-256', `SHA3-256(${ASSET})= ${A}`, 'unsupported'],
    ['refuses 64 digits of SHA-512/256', `SHA512/256 (${ASSET}) = ${A}`, 'unsupported'],
    ['refuses 64 digits of BLAKE2b', `BLAKE2b-256 (${ASSET}) = ${A}`, 'unsupported'],
    ['refuses 64 digits in a SHA-512 sidecar', A, 'malformed', `${ASSET}.sha512`],
    ['prefers the tag to the file name', `SHA256 (${ASSET}) = ${A}`, SHA256, 'SHA512SUMS'],
    ['refuses MD5', line(MD5), 'weak', 'md5sum.txt'],
    ['refuses SHA-1', `SHA1 (${ASSET}) = ${'0'.repeat(40)}`, 'weak'],
    ['refuses SHA-224', line('f6'.repeat(28)), 'weak'],
    ['ignores words in the name of the asset', A, SHA256, 'blake3.tgz.sha256', 'blake3.tgz'],
  ]);

  it('returns all strong digests, strongest first', () => {
    const result = parse(`${MD5}  ${ASSET}\n${A}  ${ASSET}\nSHA512 (${ASSET}) = ${LONG}\n`);
    assert.ok(result.ok);
    assert.equal(result.algorithm, 'sha512');
    assert.deepEqual(result.digests, [
      { algorithm: 'sha512', hex: LONG },
      { algorithm: 'sha256', hex: A },
    ]);
  });

  it('refuses all if one algorithm has two digests', () => {
    assert.equal(outcomeOf(`SHA512 (${ASSET}) = ${LONG}\n${A}  ${ASSET}\n${B}  ${ASSET}\n`), 'ambiguous');
  });
});

describe('parseChecksums: other texts', () => {
  table([
    ['refuses an empty file', '', 'malformed'],
    ['refuses a file of comments', '# nothing\n', 'malformed'],
    ['refuses a web page, whatever its content', `\uFEFF \n<!-- x -->\n<html>\n${A}  ${ASSET}\n</html>`, 'html'],
    ['refuses a page below other text', `moved\n<HTML>\n${A}  ${ASSET}\n`, 'html'],
    ['refuses other markup', `<pre>\n${A}  ${ASSET}\n</pre>`, 'malformed'],
    ['refuses an XML error', '<?xml version="1.0"?><Error><Code>NoSuchKey</Code></Error>', 'malformed'],
    ['refuses NULs', `${A}  ${ASSET}\n\0`, 'malformed'],
    ['refuses too many lines', '\n'.repeat(20_001) + `${A}  ${ASSET}`, 'too-large'],
    ['skips a line that is too long', `${A}  ${'x'.repeat(10_000)}\n${A}  ${ASSET}\n`, SHA256],
  ]);

  it('accepts a file at the size limit and refuses one byte more', () => {
    const text = `${A}  ${ASSET}\n#`;
    const atLimit = text.padEnd(SIDECAR_LIMIT_BYTES, 'x');
    assert.equal(outcomeOf(atLimit), SHA256);
    assert.equal(outcomeOf(`${atLimit}x`), 'too-large');
  });

  it('reads UTF-16 with its mark only', () => {
    const text = `${A}  ${ASSET}\r\n`;
    const little = Buffer.from(`\uFEFF${text}`, 'utf16le');
    assert.equal(outcomeOf(little), SHA256);
    assert.equal(outcomeOf(Buffer.from(little).swap16()), SHA256);
    assert.equal(outcomeOf(little.subarray(0, -1)), 'malformed');
    assert.equal(outcomeOf(little.subarray(2)), 'malformed');
  });

  it('is fast for a hostile line', () => {
    const slow = [`SHA256 (${') = '.repeat(2000)}`, `${'a'.repeat(8000)} `, ')='.repeat(4000), '\\'.repeat(8000)];
    for (const text of slow) assert.equal(outcomeOf(`${text}\n`.repeat(100)), 'malformed');
  }).timeout(2000);
});

const HEADER = 'Algorithm       Hash                 Path\r\n---------       ----                 ----\r\n';

describe('parseChecksums: tables', () => {
  table([
    ['accept several columns of digests', `${MD5}  ${A}  ${ASSET}\n`, SHA256],
    ['accept the name first', `${ASSET}  ${MD5}  ${A}\n`, SHA256],
    ['accept a name before a colon', `${ASSET}: ${A}\n`, SHA256],
    ['accept a name before an algorithm', `${ASSET}: sha256:${A}\n`, SHA256],
    ['accept a name with an equals sign', `${ASSET} = ${A}\n`, SHA256],
    ['accept an algorithm in front', `SHA256  ${A}  ${ASSET}\n`, SHA256],
    ['accept a size in between', `${A} 12345 ${ASSET}\n`, SHA256],
    ['accept a name in quotes', `${A}  "${ASSET}"\n`, SHA256],
    ['use columns that a line above names', `file  blake3  sha256\n${ASSET}  ${B}  ${A}\n`, SHA256],
    ['do not choose among unnamed columns', `${ASSET}  ${B}  ${A}\n`, 'ambiguous'],
    ['take Markdown', `| File | SHA-256 |\n|---|:--|\n| \`${ASSET}\` | \`${A}\` |\n`, SHA256],
    ['accept Markdown links', `| [${ASSET}](https://x.example/${ASSET}) | **${A}** |\n`, SHA256],
    ['accept Markdown columns', `| BLAKE3 | SHA-256 | x |\n|---|---|---|\n| ${B} | ${A} | ${ASSET} |`, SHA256],
    ['take Get-FileHash', `${HEADER}SHA256          ${A.toUpperCase()}   D:\\a\\dist\\${ASSET}\r\n`, SHA256],
    ['accept Get-FileHash as a list', `Algorithm : SHA256\nHash      : ${A}\nPath      : C:\\x\\${ASSET}\n`, SHA256],
    ['take certutil', `SHA256 hash of ${ASSET}:\r\n${A}\r\nCertUtil: done.\r\n`, SHA256],
    ['ignore digests of other files', `SHA256 hash of other:\n${A}\n${B}  x\n`, 'no-entry'],
    ['do not count if a plain line has the file', `${A}  ${ASSET}\n${B} 1 ${ASSET}\n`, SHA256],
    ['do not mistake a name for a digest', `${A}  ${B}\n`, 'no-entry'],
    ['do not accept a digest before a carriage return', `# list\n${A} \r${ASSET}\n`, 'malformed'],
    ['do not match a part of a name', `${A}  x  my ${ASSET}\n`, 'no-entry'],
  ]);

  it('reads the columns that a neighbouring file names', () => {
    const order = Buffer.from('MD5\nBLAKE2S\nSHA-256\n');
    const bytes = Buffer.from(`${ASSET}  ${MD5}  ${B}  ${A}\n`);
    const result = parseChecksums(bytes, { sidecarName: 'checksums', assetName: ASSET, order });
    assert.deepEqual(result.ok && result.digests, [{ algorithm: 'sha256', hex: A }]);
  });
});

describe('parseChecksums: clearsigned text', () => {
  const armour = '-----BEGIN PGP SIGNATURE-----\n\niQIz\n=abcd\n-----END PGP SIGNATURE-----\n';
  const message = (text: string, headers = 'Hash: SHA256\n'): string =>
    `-----BEGIN PGP SIGNED MESSAGE-----\n${headers}\n${text}\n${armour}`;

  it('reads the text and marks it as unchecked', () => {
    const result = parse(message(`${A}  ${ASSET}`), 'SHA256SUMS.asc');
    assert.ok(result.ok);
    assert.equal(result.hex, A);
    assert.equal(result.embedded, 'openpgp');
    const plain = parse(`${A}  ${ASSET}`);
    assert.equal(plain.ok && plain.embedded, undefined);
  });

  table([
    ['removes dash escapes', message(`- ${A}  ${ASSET}`), SHA256],
    ['takes CRLF', message(`${A}  ${ASSET}`).replaceAll('\n', '\r\n'), SHA256],
    ['accepts a bare digest in the signed sidecar', message(A), SHA256, `${ASSET}.sha256.asc`],
    ['refuses text before it', `${B}  ${ASSET}\n${message(`${A}  ${ASSET}`)}`, 'malformed'],
    ['refuses text after it', `${message(`${A}  ${ASSET}`)}${B}  ${ASSET}\n`, 'malformed'],
    ['refuses a digest among the headers', message(`${A}  ${ASSET}`, `${B}  ${ASSET}\n`), 'malformed'],
    ['refuses an unescaped dash', message(`-x\n${A}  ${ASSET}`), 'malformed'],
    ['refuses a truncated signature', message(`${A}  ${ASSET}`).slice(0, -10), 'malformed'],
    [
      'refuses a text without a signature',
      message(`${A}  ${ASSET}`).split('-----BEGIN PGP SIGNATURE')[0] ?? '',
      'malformed',
    ],
  ]);
});

describe('parseChecksums: any text', () => {
  it('never returns a digest that the text does not have for that name', () => {
    const text = `${B}  other\n${A}  ${ASSET}\n`;
    const bytes = Buffer.from(text);
    const problems = new Set<ChecksumProblem>();
    for (let at = 0; at < bytes.length; at += 1) {
      for (const bit of [1, 2, 4, 8, 16, 32, 64, 128]) {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ bit;
        const result = parse(changed);
        if (!result.ok) problems.add(result.reason);
        else
          assert.ok(changed.toString('latin1').toLowerCase().includes(`${result.hex}  ${ASSET}`) || result.hex === A);
      }
    }
    assert.deepEqual([...problems].sort(), ['malformed', 'no-entry']);
  });
});
