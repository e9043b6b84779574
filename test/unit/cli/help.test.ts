import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { parseArguments, programShape } from '../../../src/cli/parseArguments.ts';
import { TRUST_OPTIONS, takesTrust } from '../../../src/cli/trustOptions.ts';

const COMMAND_NAMES = programShape().commands.map(({ name }) => name);

function parse(...argv: readonly string[]) {
  let written = '';
  const parsed = parseArguments(argv, { version: '1.2.3', write: (text) => (written += text) });
  return { parsed, written };
}

describe('the help of the command line', () => {
  for (const name of COMMAND_NAMES) {
    it(`shows examples of ${name} that can be typed`, () => {
      const { written } = parse(name, '--help');
      const examples = [...written.matchAll(/^ {2}forgejo-artifacts (.+)$/gm)].map(([, example = '']) => example);
      assert.ok(examples.length > 0);
      for (const example of examples) {
        const words = (example.split(/ (?:>|\|) ?/)[0] ?? '').split(' ');
        const { parsed } = parse(...words);
        assert.ok(parsed.ok && parsed.invocation.command === name, example);
      }
    });
  }

  it('names the global options that a command takes in its help, and explains them in that of the program', () => {
    const { options } = programShape();
    const { written: explained } = parse('--help');
    for (const name of COMMAND_NAMES) {
      const { written } = parse(name, '--help');
      const [, named = ''] = written.split('Global options');
      for (const { long, description } of options) {
        const isTaken = takesTrust(name) || !TRUST_OPTIONS.some((one) => one === long);
        assert.equal(new RegExp(`${long}\\b`).test(named), isTaken, `${name} ${long}`);
        assert.ok(!written.includes(description), `${name} --help explains ${long}`);
      }
    }
    for (const { long } of options) assert.match(explained, new RegExp(`${long}\\b`));
  });

  it('lists all commands, as the documentation does', async () => {
    const { written } = parse('--help');
    const docs = await readFile('docs/command-line.md', 'utf8');
    for (const name of COMMAND_NAMES) {
      assert.match(written, new RegExp(`^ {2}${name} `, 'm'));
      assert.match(docs, new RegExp(`forgejo-artifacts ${name}\\b`));
    }
  });

  it('documents every option of every command', async () => {
    const docs = await readFile('docs/command-line.md', 'utf8');
    const shape = programShape();
    const flags = [shape, ...shape.commands].flatMap(({ options }) => options.map(({ long }) => long));
    assert.ok(flags.length > 20);
    const missing = flags.filter((flag) => !docs.includes(flag) && !['--help', '--version'].includes(flag));
    assert.deepEqual(missing, []);
  });
});
