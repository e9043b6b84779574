import assert from 'node:assert/strict';
import { quotedNotes } from '../../../../src/editor/documents/notes.ts';

describe('release notes in a document', () => {
  it('keeps them in a quotation, line by line', () => {
    assert.equal(quotedNotes('# One\n\n- two\r\n- **three**'), '> # One\n>\n> - two\n> - **three**');
  });

  it('keeps links to the web', () => {
    assert.equal(
      quotedNotes('see [the log](https://git.example.org/log?a=1#b)'),
      '> see [the log](<https://git.example.org/log?a=1#b>)',
    );
  });

  it('drops links that run something, however they are written', () => {
    const hostile = [
      '[x](command:workbench.action.terminal.new)',
      '[x](&#99;ommand:y)',
      '[x]( <command:y> )',
      '[x][r]',
      '[r]: command:y',
      '[x](vscode://a)',
      '[x](file:///etc/passwd)',
      String.raw`\[x](command:y)`,
      String.raw`\\[x](command:y)`,
      '[a [b](https://x.example) c](command:y)',
      '`[x](command:y)`',
      '`` ` [x](command:y)',
    ];
    for (const line of hostile) {
      const shown = quotedNotes(line).replace(/\\\\/g, '');
      // Every bracket that could start a link is escaped, except in links to the web.
      const open = shown.replace(/(?<!\\)\[[^\]]*(?<!\\)\]\(<https?:[^>]*>\)/g, '').match(/(?<!\\)[[\]]/g);
      assert.equal(open, null, shown);
    }
  });

  it('shows HTML as plain text', () => {
    assert.equal(quotedNotes('<script>x</script><img src=x>'), String.raw`> \<script>x\</script>\<img src=x>`);
    assert.match(quotedNotes('<command:y>'), /\\<command:y>/);
  });

  it('replaces a picture by a link to it', () => {
    assert.equal(quotedNotes('![shot](https://evil.example/a.png)'), '> [shot](<https://evil.example/a.png>)');
    assert.equal(quotedNotes('![](https://evil.example/a.png)'), '> [picture](<https://evil.example/a.png>)');
    assert.equal(quotedNotes('![shot](data:image/png;base64,AA)'), String.raw`> !\[shot\](data:image/png;base64,AA)`);
  });

  it('does not let text in a link end it', () => {
    assert.equal(quotedNotes('[a`b$c<d](https://x.example/)'), '> [a\\`b\\$c\\<d](<https://x.example/>)');
  });

  it('shows formulas and code spans as text', () => {
    assert.equal(quotedNotes('`a` and $x$'), '> \\`a\\` and \\$x\\$');
  });

  it('keeps code blocks in a fence that nothing in them can end', () => {
    const notes = '~~~js\n<b>\n```\n[x](command:y)\n~~~\nafter <b>';
    assert.equal(
      quotedNotes(notes),
      ['>', '> ````', '> <b>', '> ```', '> [x](command:y)', '> ````', '>', '> after \\<b>'].join('\n'),
    );
  });

  it('closes a code block that the notes leave open', () => {
    assert.equal(quotedNotes('```\n[x](command:y)'), ['>', '> ```', '> [x](command:y)', '> ```', '>'].join('\n'));
  });

  it('drops the language of a fence, which would draw diagrams and formulas', () => {
    assert.doesNotMatch(quotedNotes('```mermaid\na\n```'), /mermaid/);
  });

  it('shows characters that hide or reverse text', () => {
    assert.equal(quotedNotes('a\u202eb\u200bc\u0000d\te'), '> a\ufffdb\ufffdc\ufffdd\te');
  });

  it('cuts endless notes', () => {
    assert.ok(quotedNotes('x'.repeat(1e6)).length < 110_000);
  });
});
