import assert from 'node:assert/strict';
import { SETTINGS } from '../../../../src/editor/ids.ts';
import { problemBehind, settingOfError, settingOfKey } from '../../../../src/editor/settings/settingOf.ts';
import type { SettingProblem } from '../../../../src/editor/settings/settingsModel.ts';
import { problemNode } from '../../../../src/editor/tree/messages.ts';
import { EngineError } from '../../../../src/engine/index.ts';

const POSITIONS = ['', '[0]', '[1].url', '["https://codeberg.org"]', '["https://a.example/[x"]'];

describe('the unusable setting behind a failure', () => {
  const host = 'git.example.org';
  const withheld = new EngineError('network', '', { host, reason: 'MIRRORS_ONLY' });
  const problem = (key: string): SettingProblem => ({ key, reason: 'is wrong' });
  const mirrorsOnly = problem(SETTINGS.mirrorsOnly);
  const others = Object.values(SETTINGS).filter((key) => key !== SETTINGS.mirrorsOnly && key !== SETTINGS.mirrors);

  it('is mirrorsOnly for what only mirrors may be asked for', () => {
    const failures = [
      withheld,
      new EngineError('redirect', '', { host, rule: 'instance' }),
      new EngineError('notMirrored', '', { name: 'saw.tar' }),
      new EngineError('evidenceNotExported', '', { name: 'saw.tar' }),
    ];
    for (const failure of failures) {
      assert.equal(problemBehind(failure, [...others.map(problem), mirrorsOnly]), mirrorsOnly);
      assert.equal(problemBehind(failure, others.map(problem)), undefined);
    }
  });

  it('is the rule that refuses a file or a version', () => {
    const untrusted = new EngineError('untrusted', '', { name: 'a.zip', require: 'pin', kind: 'none' });
    const place = problem(`${SETTINGS.requireByPlace}["https://codeberg.org"]`);
    assert.equal(problemBehind(untrusted, [mirrorsOnly, place]), place);
    const facts = { tool: 'saw', range: 'latest', why: 'tooYoung', nearest: [] } as const;
    const age = problem(SETTINGS.installMinimumAge);
    assert.equal(problemBehind(new EngineError('noVersion', '', facts), [mirrorsOnly, age]), age);
  });

  it('is none for a failure that no setting leads to', () => {
    const all = Object.values(SETTINGS).map(problem);
    const refused = new EngineError('network', '', { host, reason: 'ECONNREFUSED' });
    const missing = new EngineError('notFound', '', { host, what: 'release', name: 'v1' });
    for (const failure of [refused, missing, new TypeError('x'), 'text'])
      assert.equal(problemBehind(failure, all), undefined);
  });
});

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
