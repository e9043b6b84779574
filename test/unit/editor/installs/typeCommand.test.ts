import assert from 'node:assert/strict';
import { textFor } from '../../../../src/editor/installs/typeCommand.ts';
import type { Executable } from '../../../../src/engine/index.ts';
import { makeInstalled } from '../../../support/makeInstalled.ts';

const [EXECUTABLE] = makeInstalled().executables as readonly [Executable];
const executable = (rest: Partial<Executable>): Executable => ({ ...EXECUTABLE, ...rest });

describe('the command typed into a terminal', () => {
  it('is the name if it is on the PATH, else the path', () => {
    assert.equal(textFor(executable({}), true), 'tool');
    assert.equal(textFor(executable({ linked: false }), true), EXECUTABLE.path);
    assert.equal(textFor(executable({}), false), EXECUTABLE.path);
    assert.equal(textFor(executable({ linked: false, path: 'C:\\engine\\tool.exe' }), true), 'C:\\engine\\tool.exe');
  });

  it('is nothing if a shell could read more than a name into it', () => {
    for (const command of [
      'a b',
      'a;b',
      '$(b)',
      '`b`',
      'a&b',
      'a|b',
      'a>b',
      '-a',
      'a\nb',
      "a'b",
      'a"b',
      '~a',
      'a*',
      '%a%',
      'ä',
      '',
    ]) {
      assert.equal(textFor(executable({ command }), true), undefined, command);
    }
    assert.equal(textFor(executable({ linked: false, path: '/home/me and you/tool' }), true), undefined);
  });
});
