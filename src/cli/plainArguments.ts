import path from 'node:path';
import { NOT_GIVEN } from './invocation.ts';
import type { CliOptions, EngineInvocation } from './invocation.ts';

type PlainCommand = 'which' | 'list' | 'env' | 'exec' | 'restore' | 'update';

/** How many names a command takes; `exec` takes those after `--`. */
const NAMES: Readonly<Record<PlainCommand, { readonly min: number; readonly max: number }>> = {
  which: { min: 1, max: 1 },
  list: { min: 0, max: 0 },
  env: { min: 0, max: 0 },
  exec: { min: 0, max: 0 },
  restore: { min: 0, max: Infinity },
  update: { min: 0, max: Infinity },
};

type Given = { -readonly [Name in keyof CliOptions]?: CliOptions[Name] };

const FLAGS: ReadonlyMap<string, 'json' | 'offline' | 'verbose'> = new Map([
  ['--json', 'json'],
  ['--offline', 'offline'],
  ['--verbose', 'verbose'],
]);
const PATHS: ReadonlyMap<string, 'directory' | 'cache'> = new Map([
  ['-C', 'directory'],
  ['--directory', 'directory'],
  ['--cache', 'cache'],
]);

/**
 * Reads the arguments of the calls that shells, editors and scripts wait for, in their usual form. Everything else, mistakes
 * included, is `undefined` and left to `parseArguments`, which reads these in the same way but takes ten times as long to load.
 */
export function readPlainArguments(argv: readonly string[]): EngineInvocation | undefined {
  const dashes = argv.indexOf('--');
  const [own, after] = dashes < 0 ? [argv, undefined] : [argv.slice(0, dashes), argv.slice(dashes + 1)];
  const given: Given = {};
  const words: string[] = [];
  for (let at = 0; at < own.length; at += 1) {
    const word = own[at] ?? '';
    const [flag, option] = [FLAGS.get(word), PATHS.get(word)];
    if (flag) given[flag] = true;
    else if (option) {
      at += 1;
      const value = own[at] ?? '';
      if (value.trim() === '' || value.startsWith('-')) return undefined;
      given[option] = path.resolve(value);
    } else if (word === '' || word.startsWith('-')) return undefined;
    else words.push(word);
  }
  return invocationOf(words, after, { ...NOT_GIVEN, ...given });
}

function invocationOf(
  [command, ...names]: readonly string[],
  after: readonly string[] | undefined,
  options: CliOptions,
): EngineInvocation | undefined {
  if (!isPlain(command)) return undefined;
  const { min, max } = NAMES[command];
  const isRun = command === 'exec';
  if (names.length < min || names.length > max || isRun !== (after !== undefined)) return undefined;
  return { command, names: after ?? names, options };
}

function isPlain(command: string | undefined): command is PlainCommand {
  return command !== undefined && Object.hasOwn(NAMES, command);
}
