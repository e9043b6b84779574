import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { oneLine, shellWord, shorten, terminalJson, withoutControls } from '../../../src/words/foreign.ts';
import { HOSTILE_NAMES } from '../../support/hostileText.ts';
import { itWith } from '../../support/thisSystem.ts';

describe('oneLine', () => {
  it('puts text on one line', () => assert.equal(oneLine('a\r\n\tb\u2028c'), 'a b c'));
  it('shows bidirectional, hidden and blank characters', () => {
    assert.equal(oneLine('rtl\u202egnp.exe\u3164\u2800.zip'), 'rtl\ufffdgnp.exe\ufffd.zip');
  });
  it('never leaves half a character', () => assert.equal(oneLine('a\ud800b'), 'a\ufffdb'));
});

describe('withoutControls', () => {
  it('keeps lines and tabs', () => assert.equal(withoutControls('a\n\tb'), 'a\n\tb'));
  it('removes terminal controls and bidirectional marks', () => {
    assert.equal(
      withoutControls('\u001b[2Ja\r\u009b31m\u0007\u202eb\u2066'),
      '\ufffd[2Ja\ufffd\ufffd31m\ufffd\ufffdb\ufffd',
    );
  });
  it('keeps characters that letters of some scripts need, so that paths stay valid', () => {
    assert.equal(withoutControls('/home/نمی\u200cخواهم'), '/home/نمی\u200cخواهم');
  });
});

describe('shorten', () => {
  it('keeps short text', () => assert.equal(shorten('tool.zip', 8), 'tool.zip'));
  it('leaves out the middle of long text', () => assert.equal(shorten('x'.repeat(300), 10), 'xxxxxx…xxx'));
  it('shows the extension of a name, however long that is', () => {
    assert.equal(shorten(`invoice.pdf${'a'.repeat(500)}.exe`, 40), `invoice.pdf${'a'.repeat(15)}…${'a'.repeat(9)}.exe`);
    assert.match(shorten(`tool-${'1'.repeat(200)}.tar.gz.minisig`, 60), /^tool-1+…1+\.tar\.gz\.minisig$/);
  });
  it('is never longer than the limit', () => {
    for (const maxLength of [1, 2, 3, 4, 10, 60, 200]) {
      for (const one of ['x', '😀', 'e\u0301']) {
        const shown = shorten(one.repeat(500), maxLength);
        assert.ok(shown.length <= maxLength, `${shown} in ${maxLength}`);
        assert.ok(shown.isWellFormed());
      }
    }
  });
  it('never cuts a character in two or an accent from its letter', () => {
    assert.equal(shorten('😀'.repeat(10), 4), '😀…');
    assert.equal(shorten(`${'a'.repeat(20)}e\u0301.exe`, 15), `${'a'.repeat(9)}….exe`);
  });
});

describe('shellWord', () => {
  it('keeps words that every shell accepts', () => {
    assert.equal(
      shellWord('https://git.example.org:3000/a/tool-1.0_x64+b.zip'),
      'https://git.example.org:3000/a/tool-1.0_x64+b.zip',
    );
  });
  itWith('scripts', 'is one word to a shell and starts nothing', async () => {
    for (const text of [...HOSTILE_NAMES, "it's", "';id;'", 'a b', '$HOME', '`id`', '\n', '']) {
      const { stdout } = await promisify(execFile)('/bin/sh', ['-c', `printf '<%s>' ${shellWord(text)}`]);
      assert.equal(stdout, `<${text}>`);
    }
  });
});

describe('terminalJson', () => {
  it('has the same value for a parser', () => {
    const value = { name: 'a\u001b[2J\u009b\u202e\u200d\u{e0001}\u2028\ud800"\\b.exe', list: [1, 'é 日本 😀'] };
    assert.deepEqual(JSON.parse(terminalJson(value)), value);
  });
  it('contains no terminal controls or bidirectional marks', () => {
    const every = Array.from({ length: 0x3000 }, (_, code) => String.fromCharCode(code)).join('');
    assert.doesNotMatch(terminalJson(every), /[^\P{Cc}\n]|\p{Cf}/u);
  });
});
