import assert from 'node:assert/strict';
import { digestsInNotes } from '../../../../src/engine/verify/releaseNotes.ts';

const A = 'a1'.repeat(32);
const B = 'b2'.repeat(32);
const FOUND = [{ algorithm: 'sha256', hex: A }];

describe('digestsInNotes', () => {
  const FORMS: readonly (readonly [what: string, notes: string])[] = [
    ['a line of sha256sum in a block', `Thanks!\n\n\`\`\`\n${A}  tool.zip\n${B}  other.zip\n\`\`\`\n`],
    ['an item of a list', `- \`${A}\`  tool.zip\n* \`${B}\`  other.zip\n`],
    ['a name before its digest', `* \`tool.zip\`: \`${A}\`\n`],
    ['a table', `| File | SHA-256 |\n|---|---|\n| [tool.zip](https://x.example) | ${A} |\n`],
    ['a line with its algorithm', `> SHA256 (tool.zip) = ${A}\n`],
    ['text among tags', `<details><summary>Checksums</summary>\n\n<code>${A}  tool.zip</code>\n</details>\n`],
    ['Windows line ends', `${A}  tool.zip\r\n${B}  other.zip\r\n`],
  ];
  for (const [what, notes] of FORMS)
    it(`finds ${what}`, () => assert.deepEqual(digestsInNotes(notes, 'tool.zip'), FOUND));

  const OTHERS: readonly (readonly [what: string, notes: string])[] = [
    ['of another file', `${A}  tool.zip.sig\n${A}  mytool.zip\n`],
    ['if there are two', `${A}  tool.zip\n${B}  tool.zip\n`],
    ['without a name', `SHA-256: ${A}\n`],
    ['in a sentence', `The digest of tool.zip is ${A}, as always.\n`],
    ['of MD5', `${'e5'.repeat(16)}  tool.zip\n`],
    ['in a text that is too long', `${'x'.repeat(2 ** 20)}\n${A}  tool.zip\n`],
  ];
  for (const [what, notes] of OTHERS)
    it(`finds none ${what}`, () => assert.deepEqual(digestsInNotes(notes, 'tool.zip'), []));
});
