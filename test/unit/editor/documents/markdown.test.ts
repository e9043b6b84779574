import assert from 'node:assert/strict';
import { block, code, document, link, table, text } from '../../../../src/editor/documents/markdown.ts';

describe('pieces of markdown', () => {
  it('makes any text harmless, on one line', () => {
    assert.equal(
      text('a|b\n# <img src=x> [x](command:y) `c`'),
      String.raw`a\|b \# \<img src\=x\> \[x\]\(command\:y\) \`c\``,
    );
    assert.equal(text('con.txt'), String.raw`con\.txt`);
    assert.equal(text(String.raw`a\b`), String.raw`a\\b`);
    assert.equal(text('x\u202egpj.exe'), String.raw`x�gpj\.exe`);
  });

  it('limits a link to its own address', () => {
    assert.equal(link('page', 'https://x.example/a>b c'), '[page](<https://x.example/a%3Eb%20c>)');
  });

  it('writes digests as code and anything unusual as text', () => {
    assert.equal(code('abc123'), '`abc123`');
    assert.equal(code('a`b'), String.raw`a\`b`);
    assert.equal(code('a|b'), String.raw`a\|b`);
  });

  it('fences a block with more backticks than it contains', () => {
    assert.equal(block(['a', '````', 'b']), '`````\na\n````\nb\n`````');
  });

  it('makes tables, and documents without empty sections', () => {
    assert.equal(document('# A', '', table(['a', 'b'], [['1', '2']])), '# A\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n');
  });
});
