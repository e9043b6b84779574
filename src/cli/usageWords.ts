import { enumerate, plain } from '../words/format.ts';

/** What an option needs, by the name of its value in the help. */
const VALUES: Readonly<Record<string, string>> = {
  path: 'a path',
  dir: 'a directory',
  file: 'a file',
  url: 'an address',
  host: 'a host',
  age: 'an age, such as 3d',
  evidence: 'a kind of evidence',
  'instance/owner=file': 'a value such as https://git.example.org/owner=file.pub',
};

/** What a command needs, by the name of its argument in the help. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  source: 'a source: owner/repo, owner/repo@version or a link',
  target: 'a place to write to',
  from: 'an exported directory or tar file',
  action: 'an action: push',
  shell: 'a shell: bash, zsh, fish or pwsh',
  tool: 'the name of a tool',
  tools: 'the name of a tool',
  text: 'a text to search for',
  command: 'the name of a command',
};

/** The messages of the parser that have other words here, with the parts that they name. */
const MESSAGES: readonly (readonly [RegExp, (parts: readonly string[], command: string) => string])[] = [
  [
    /^unknown (command|option) '(.*?)'(?:\n\(Did you mean (?:one of )?(.+)\?\))?$/s,
    ([kind, name, similar]) => unknown(kind, name, similar),
  ],
  [
    /^option '(?:-\w, )?(--[\w-]+) <(.+)>' argument missing$/,
    ([option, value]) => `${option} needs ${valueOf(value)}.`,
  ],
  [
    /^option '(?:-\w, )?(--[\w-]+) <[^>]+>' argument '(.*)' is invalid\. (.+)$/s,
    ([option, given, why]) => `${option} cannot be ${quoted(given)}. ${advice(why)}`,
  ],
  [
    /^command-argument value '(.*)' is invalid for argument '([^']+)'\. Allowed choices are ([^',]+)\.$/s,
    ([, , only], command) => `${command} can only ${only}.`,
  ],
  [
    /^command-argument value '(.*)' is invalid for argument '[^']+'\. (.+)$/s,
    ([given, why], command) => `${command} does not take ${quoted(given)}. ${advice(why)}`,
  ],
  [
    /^missing required argument '(.+)'$/,
    ([name], command) => `${command} needs ${ARGUMENTS[name ?? ''] ?? `a ${name}`}.`,
  ],
  [
    /^too many arguments for '(.+)'\. Expected (\d+) arguments? but got (\d+)/,
    ([name, expected, got]) => tooMany(name, Number(expected), Number(got)),
  ],
];

/** A usage error in whole sentences. `message`: that of the parser; `command`: the command of the call, if there is one. */
export function usageSentence(message: string, command: string | undefined): string {
  const text = message.replace(/^error: /, '').trim();
  for (const [pattern, words] of MESSAGES) {
    const parts = pattern.exec(text)?.slice(1);
    if (parts) return words(parts, command ?? 'The call');
  }
  return /[.?]$/.test(text) ? text : `${text}.`;
}

function unknown(kind = '', name = '', similar: string | undefined): string {
  const help = kind === 'command' ? '"forgejo-artifacts --help" lists them.' : 'Add --help to see those there are.';
  const next = similar === undefined ? help : `Did you mean ${enumerate(similar.split(', '), 'or')}?`;
  return `There is no ${kind} ${plain(name, 80)}. ${next}`;
}

function valueOf(value = ''): string {
  return VALUES[value] ?? `a ${value}`;
}

function quoted(text = ''): string {
  return text.trim() === '' ? 'empty' : plain(text, 80);
}

function advice(why = ''): string {
  const [, choices] = /^Allowed choices are (.+)\.$/.exec(why) ?? [];
  return choices === undefined ? why : `Choose ${enumerate(choices.split(', '), 'or')}.`;
}

function tooMany(command = '', expected: number, got: number): string {
  if (expected === 0) return `${command} takes no arguments.`;
  return `${command} takes ${expected} ${expected === 1 ? 'argument' : 'arguments'}, not ${got}.`;
}
