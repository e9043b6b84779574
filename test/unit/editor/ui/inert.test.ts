import assert from 'node:assert/strict';
import { inert } from '../../../../src/editor/ui/inert.ts';
import { HOSTILE_NAMES } from '../../../support/hostileText.ts';
import { readings } from '../../../support/vscode/surfaceRules.ts';

describe('inert', () => {
  it('leaves nothing in a hostile name that the editor reads as a link or an icon', () => {
    for (const name of HOSTILE_NAMES) {
      assert.ok(readings(name).length > 0, name);
      for (const text of [
        name,
        `Downloaded ${name}, 199 B, unverified.`,
        `${name}${name}`,
        `\\${name}`,
        `[${name}](${name})`,
      ]) {
        assert.deepEqual(readings(inert(text)), [], text);
      }
    }
  });

  it('changes nothing visible', () => {
    for (const name of HOSTILE_NAMES) assert.equal(inert(name).replaceAll('\u2060', ''), name);
  });

  it('leaves our own words, lines and letters of any script as they are', () => {
    for (const text of ['Downloaded a.zip (1 of 2).', 'a $5 [x] (y)', 'one\ntwo', 'شكراً שלום 日本語 👨‍👩‍👧', '']) {
      assert.equal(inert(text), text);
    }
  });

  it('makes bidirectional marks and terminal controls visible', () => {
    assert.equal(inert('a\u202egnp.exe\u0007\u009b31m'), 'a\ufffdgnp.exe\ufffd\ufffd31m');
  });

  it('changes nothing when applied twice', () => {
    for (const name of HOSTILE_NAMES) assert.equal(inert(inert(name)), inert(name));
  });
});
