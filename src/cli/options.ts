import path from 'node:path';
import { InvalidArgumentError, Option } from 'commander';

const collect = (one: string, before: readonly string[] = []): readonly string[] => [...before, one];

/** Makes a path absolute. An empty one is probably an unset variable of a script, not the current directory. */
export function pathOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text: string) => {
    if (text.trim() === '') throw new InvalidArgumentError('Name a path.');
    return path.resolve(text);
  });
}

/** May be given several times. */
export function list(flags: string, description: string): Option {
  return new Option(flags, description).argParser(collect);
}
