import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { plainFileName, safeFileName } from '../../../src/engine/safeName.ts';

const DEVICES = ['con', 'prn', 'aux', 'nul', 'com1', 'com\u00b9', 'lpt9', 'conin$'];

describe('safeFileName', () => {
  for (const [name, expected, why] of [
    ['hello-1.0.tar.gz', 'hello-1.0.tar.gz', 'leaves a good name alone'],
    ['Mönch 01.bin', 'Mönch 01.bin', 'leaves letters of any language and inner blanks'],
    ['../../x', 'x', 'takes the last part of a path'],
    ['/etc/passwd', 'passwd', 'takes the last part of an absolute path'],
    ['a\\b', 'b', 'knows the separator of Windows'],
    ['a/b/', 'b', 'looks past a trailing separator'],
    ['a/..', 'a', 'looks past a last part of dots'],
    ['..', 'file', 'makes up a name where there is none'],
    ['', 'file', 'makes up a name for nothing'],
    [' . ', 'file', 'makes up a name for blanks and dots'],
    ['\u202e\u200b', 'file', 'makes up a name where only invisible characters are'],
    ['con.txt', '_con.txt', 'disarms a device name with an extension'],
    ['CON', '_CON', 'disarms a device name in any case'],
    ['aux.tar.gz', '_aux.tar.gz', 'disarms a device name with two extensions'],
    ['nul .txt', '_nul .txt', 'disarms a device name with a blank after it'],
    ['com\u00b9.x', '_com\u00b9.x', 'disarms a device name with a superscript'],
    ['console.txt', 'console.txt', 'leaves what only begins like a device'],
    ['x:y', 'x_y', 'allows no stream of NTFS'],
    ['a<b>"c|d?e*', 'a_b__c_d_e_', 'replaces what Windows forbids'],
    ['rtl\u202egnp.exe', 'rtlgnp.exe', 'drops characters that turn the direction'],
    ['a\nb\u0000c\u007f', 'abc', 'drops control characters'],
    ['e\u0301.bin', '\u00e9.bin', 'composes what came in parts'],
    ['e\u200d\u0301.bin', '\u00e9.bin', 'composes what an invisible character kept apart'],
    ['name.', 'name', 'drops a trailing dot'],
    ['name. . ', 'name', 'drops trailing dots and blanks'],
    ['.npmrc', 'npmrc', 'makes no hidden file'],
    ['a\ud800b', 'ab', 'drops half a character'],
  ] as const) {
    it(`${why}: ${JSON.stringify(name).slice(0, 40)}`, () => assert.equal(safeFileName(name), expected));
  }

  it('shortens a name of 300 bytes and keeps its extension', () => {
    const name = safeFileName(`${'n'.repeat(300)}.tar.gz`);
    assert.equal(name, `${'n'.repeat(193)}.tar.gz`);
  });

  it('cuts between characters and not in one', () => {
    assert.equal(safeFileName(`a${'€'.repeat(100)}.bin`), `a${'€'.repeat(65)}.bin`);
  });

  it('reads only the needed part of a very long name', () => {
    const name = `${'a. '.repeat(1_000_000)}b.zip`;
    assert.match(safeFileName(name), /^a\. .{190,}\.zip$/);
  });

  it('returns a name that every system accepts, for any input', () => {
    const part = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.string({ unit: 'grapheme', maxLength: 250 }),
      fc.constantFrom('..', '/', '\\', ':', '.', ' ', '\u202e', '\ud800', '\u0338', ...DEVICES),
    );
    const check = (parts: readonly string[]): void => {
      const name = safeFileName(parts.join(''));
      assert.notEqual(name, '');
      assert.ok(Buffer.byteLength(name) <= 200, 'too long');
      assert.doesNotMatch(name, /[/\\<>:"|?*\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      assert.doesNotMatch(name, /^[.\s]|[.\s]$/u);
      assert.ok(!DEVICES.includes(name.split('.')[0]?.trim().toLowerCase() ?? ''), 'a device');
      assert.ok(name.isWellFormed() && name === name.normalize('NFC'));
      assert.equal(safeFileName(name), name, 'not stable');
    };
    fc.assert(fc.property(fc.array(part, { maxLength: 6 }), check), { numRuns: 500 });
  }).timeout(120_000);
});

describe('plainFileName', () => {
  for (const [name, expected, why] of [
    ['hello-1.0_x86+64.tar.gz', 'hello-1.0_x86+64.tar.gz', 'leaves a good name alone'],
    ['Mönch देवनागरी 日本語ー.zip', 'Mönch_देवनागरी_日本語ー.zip', 'leaves letters of any language'],
    ['x`touch pwned`;$(id).tar.gz', 'x_touch_pwned____id_.tar.gz', 'lets a shell run nothing'],
    ["it's %PATH% & calc.exe!~#^@,=", 'it_s__PATH____calc.exe_______', 'lets no other shell read more'],
    ['-rf', 'rf', 'is no option'],
    ['--', 'file', 'makes up a name where nothing is left'],
    ['-.-.x', 'x', 'makes no hidden file'],
    ['-con.txt', '_con.txt', 'disarms a device name that a dash hid'],
    ['../../-con', '_con', 'takes the last part of a path'],
    ['a\u02bab\u01c0c.bin', 'a_b_c.bin', 'replaces what older programs of Windows get as a quote or a bar'],
    ['a\u3164.exe', 'a_.exe', 'replaces a letter that is drawn as nothing'],
    ['name. .', 'name', 'has no dot or blank at its end'],
  ] as const) {
    it(`${why}: ${JSON.stringify(name)}`, () => assert.equal(plainFileName(name), expected));
  }

  it('returns one word of safe characters, for any input', () => {
    const part = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.constantFrom(
        '-',
        '.',
        '..',
        '/',
        ' ',
        '$(',
        '`',
        "'",
        '"',
        '\n',
        '%',
        '&',
        ';',
        '|',
        '~',
        '\ud800',
        ...DEVICES,
      ),
    );
    const check = (parts: readonly string[]): void => {
      const name = plainFileName(parts.join(''));
      assert.match(name, /^[\p{L}\p{M}\p{N}_+][\p{L}\p{M}\p{N}._+-]*$/u);
      assert.ok(Buffer.byteLength(name) <= 200, 'too long');
      assert.ok(!DEVICES.includes(name.split('.')[0]?.toLowerCase() ?? ''), 'a device');
      assert.ok(!name.endsWith('.'));
      assert.equal(plainFileName(name), name, 'not stable');
    };
    fc.assert(fc.property(fc.array(part, { maxLength: 8 }), check), { numRuns: 1000 });
  }).timeout(120_000);
});
