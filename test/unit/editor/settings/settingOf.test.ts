import assert from 'node:assert/strict';
import { SETTINGS } from '../../../../src/editor/ids.ts';
import { settingOfError, settingOfKey } from '../../../../src/editor/settings/settingOf.ts';
import { problemNode } from '../../../../src/editor/tree/messages.ts';
import { EngineError } from '../../../../src/engine/index.ts';

const POSITIONS = ['', '[0]', '[1].url', '["https://codeberg.org"]', '["https://a.example/[x"]'];

describe('the setting of a key', () => {
  for (const setting of Object.values(SETTINGS)) {
    it(`is ${setting} for every position in it, in the tree and in errors`, () => {
      for (const key of POSITIONS.map((position) => setting + position)) {
        assert.equal(settingOfKey(key), setting);
        assert.deepEqual(problemNode({ key, reason: 'is wrong' }).action?.args, [setting]);
        assert.equal(settingOfError(new EngineError('badSetting', '', { key, reason: 'is wrong' })), setting);
      }
    });
  }

  it('is none for a key that is not ours', () => {
    const foreign = [
      '',
      'editor.fontSize',
      `${SETTINGS.mirrors}Never`,
      `x${SETTINGS.mirrors}`,
      SETTINGS.mirrors.slice(1),
    ];
    assert.deepEqual(foreign.map(settingOfKey), [undefined, undefined, undefined, undefined, undefined]);
  });
});
