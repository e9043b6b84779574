import assert from 'node:assert/strict';
import { parseArguments } from '../../../src/cli/parseArguments.ts';

function parse(...argv: readonly string[]) {
  let written = '';
  const parsed = parseArguments(argv, { version: '1.2.3', write: (text) => (written += text) });
  return { message: parsed.ok ? '' : parsed.message, exit: parsed.ok ? 0 : parsed.exit, written };
}

describe('usage errors', () => {
  for (const [argv, message] of [
    [['isntall'], 'There is no command isntall. Did you mean install?'],
    [['frobnicate'], 'There is no command frobnicate. "forgejo-artifacts --help" lists them.'],
    [['list', '--cahce', 'x'], 'There is no option --cahce. Did you mean --cache?'],
    [['list', '--frob'], 'There is no option --frob. Add --help to see those there are.'],
    [['download', 'a/b', '--output'], '--output needs a path.'],
    [['list', '--cache'], '--cache needs a directory.'],
    [['list', '-C', ''], '--directory cannot be empty. Name a path.'],
    [['list', '--require', 'hope'], '--require cannot be hope. Choose any, checksum, server, signature or pin.'],
    [['list', '--minimum-age', 'soon'], '--minimum-age cannot be soon. Write it as 90m, 12h, 3d or 2w.'],
    [
      ['exec', '--require', 'signature', '--', 'greet'],
      'exec does not take --require, because it judges no files. Commands that judge them take it, such as restore.',
    ],
    [
      ['--trusted-key', 'https://git.example.org/tools=saw.pub', 'which', 'greet'],
      'which does not take --trusted-key, because it judges no files. Commands that judge them take it, such as restore.',
    ],
    [
      ['verify', '--require', 'any'],
      'verify does not take --require, because it judges no files. Commands that judge them take it, such as restore.',
    ],
    [['mirror', 'pull'], 'mirror can only push.'],
    [['mirror'], 'mirror needs an action: push.'],
    [
      ['check', '--require', 'signature'],
      'check does not take --require, because it judges no files. Commands that judge them take it, such as restore.',
    ],
    [
      ['versions', 'greet', '--require', 'signature'],
      'versions does not take --require, because it judges no files. Commands that judge them take it, such as restore.',
    ],
    [['completion', 'tcsh'], 'completion does not take tcsh. Choose bash, zsh, fish or pwsh.'],
    [['install'], 'install needs a source: owner/repo, owner/repo@version or a link.'],
    [['import'], 'import needs an exported directory or tar file.'],
    [['remove'], 'remove needs the name of a tool.'],
    [['which', 'a', 'b'], 'which takes 1 argument, not 2.'],
    [['list', 'a'], 'list takes no arguments.'],
    [[], 'No command is given. "forgejo-artifacts --help" lists them.'],
  ] as const) {
    it(`are whole sentences: ${message}`, () => {
      assert.deepEqual(parse(...argv), { message, exit: 2, written: '' });
    });
  }

  it('are no answer to a request for help, with or without a command', () => {
    const program = parse('help');
    assert.deepEqual([program.exit, program.written], [0, parse('--help').written]);
    const command = parse('help', 'restore');
    assert.deepEqual([command.exit, command.written], [0, parse('restore', '--help').written]);
    assert.match(command.written, /^Usage: forgejo-artifacts restore/);
  });
});
