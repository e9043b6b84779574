import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseMirrors, parseMirrorsOnly } from '../../../../src/editor/settings/parseMirrors.ts';
import type { SettingProblem } from '../../../../src/editor/settings/settingsModel.ts';

describe('parseMirrors', () => {
  it('leaves out an invalid mirror and names its position, without a password in it', () => {
    const problems: SettingProblem[] = [];
    const entries = [
      'https://ci:hunter2@cache.example.org',
      pathToFileURL('/media/stick').href,
      7,
      'http://cache.example.org',
    ];
    const mirrors = parseMirrors(entries, (problem) => problems.push(problem));
    assert.deepEqual(
      mirrors.map(({ name }) => name),
      [resolve('/media/stick')],
    );
    assert.deepEqual(problems, [
      { key: 'forgejoArtifacts.mirrors[0]', reason: 'must not contain a user name or a password' },
      { key: 'forgejoArtifacts.mirrors[2]', reason: 'is not an address; write it as https://cache.example.org' },
      {
        key: 'forgejoArtifacts.mirrors[3]',
        reason: 'must begin with https://, because http:// is for private hosts only',
      },
    ]);
  });
});

describe('parseMirrorsOnly', () => {
  it('allows no instance while the value is invalid', () => {
    const problems: SettingProblem[] = [];
    const report = (problem: SettingProblem): void => void problems.push(problem);
    assert.deepEqual(
      [undefined, false, true, 'yes'].map((value) => parseMirrorsOnly(value, report)),
      [false, false, true, true],
    );
    assert.equal(problems.length, 1);
  });
});
