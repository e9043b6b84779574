import assert from 'node:assert/strict';
import path from 'node:path';
import { parseArguments } from '../../../src/cli/parseArguments.ts';
import { EXIT } from '../../../src/cli/exitCodes.ts';
import type { ParsedArguments } from '../../../src/cli/parseArguments.ts';
import type { Invocation } from '../../../src/cli/invocation.ts';

function parse(...argv: readonly string[]): { readonly parsed: ParsedArguments; readonly written: string } {
  let written = '';
  const parsed = parseArguments(argv, { version: '1.2.3', write: (text) => (written += text) });
  return { parsed, written };
}

function invocation(...argv: readonly string[]): Invocation {
  const { parsed } = parse(...argv);
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return parsed.invocation;
}

describe('arguments of the command line', () => {
  it('reads a command with names and options, in any order', () => {
    const { command, names, options } = invocation('--json', 'restore', 'saw', '-C', 'here', 'drill', '--offline');
    assert.equal(command, 'restore');
    assert.deepEqual(names, ['saw', 'drill']);
    assert.deepEqual([options.json, options.offline, options.directory], [true, true, path.resolve('here')]);
  });

  it('defaults to this directory, no instances, no trusted keys and no requirements', () => {
    assert.deepEqual(invocation('list').options, {
      directory: '.',
      require: 'any',
      json: false,
      offline: false,
      frozen: false,
      verify: false,
      verbose: false,
      instance: [],
      trustedKey: [],
      allowHost: [],
      package: false,
      dryRun: false,
      all: false,
      executable: [],
      takeCommands: false,
      tar: false,
      acceptChange: false,
      contents: false,
      force: false,
      minimumAge: 0,
      mirror: [],
      mirrorOnly: false,
      mirrorUpload: false,
      mirrorPrivate: false,
      platform: [],
    });
  });

  it('reads a minimum age and refuses an invalid one', () => {
    assert.equal(invocation('update', '--minimum-age', '3d').options.minimumAge, 3 * 86_400_000);
    const { parsed } = parse('update', '--minimum-age', 'soon');
    assert.ok(!parsed.ok && parsed.exit === EXIT.usage && parsed.message.includes('3d'));
  });

  it('accepts several instances, keys and programs', () => {
    const keys = ['--trusted-key', 'a/b=c', '--trusted-key', 'd/e=f'];
    const { options } = invocation(
      'install',
      'o/r',
      '--instance',
      'a',
      '--instance',
      'b',
      ...keys,
      '--executable',
      'x',
    );
    assert.deepEqual(
      [options.instance, options.trustedKey],
      [
        ['a', 'b'],
        ['a/b=c', 'd/e=f'],
      ],
    );
    assert.deepEqual(options.executable, ['x']);
  });

  for (const [what, argv] of Object.entries({
    'no command': [],
    'an unknown command': ['frob'],
    'an unknown option': ['list', '--frob'],
    'an option without its value': ['list', '--cache'],
    'an unknown requirement': ['install', 'o/r', '--require', 'hope'],
    'nothing to install': ['install'],
    'more arguments than a command takes': ['which', 'a', 'b'],
    'an option of another command': ['list', '--take-commands'],
    'an unknown shell': ['completion', 'tcsh'],
    'a dry run of a command that changes nothing': ['list', '--dry-run'],
    'a token': ['list', '--token', 'secret'],
  })) {
    it(`cannot be ${what}`, () => {
      const { parsed, written } = parse(...argv);
      assert.ok(!parsed.ok);
      assert.equal(parsed.exit, 2);
      assert.match(parsed.message, /\w/);
      assert.ok(!parsed.message.includes('secret'));
      assert.equal(written, '', 'nothing on stdout');
    });
  }

  it('prints help with the environment and the exit codes, and the version', () => {
    const { parsed, written } = parse('--help');
    assert.deepEqual([parsed.ok, !parsed.ok && parsed.exit], [false, 0]);
    for (const word of ['restore', 'FORGEJO_ARTIFACTS_TOKEN', '130']) assert.ok(written.includes(word), word);
    assert.match(
      parse('install', '--help').written,
      /--asset[^]*--offline[^]*Examples:\n {2}forgejo-artifacts install/,
    );
    assert.equal(parse('--version').written, '1.2.3\n');
  });
});
