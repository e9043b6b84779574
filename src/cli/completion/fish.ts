import { singleQuoted } from './shape.ts';
import type { OptionShape, ProgramShape } from './shape.ts';

const QUOTE = String.raw`\'`;

export function fishCompletion({ name, commands, options }: ProgramShape): string {
  const line = (...parts: readonly string[]): string => ['complete -c', name, ...parts].join(' ');
  const lines = [
    line('-f'),
    ...options.map((option) => line(optionParts(option))),
    line("-l help -d 'show help'"),
    ...commands.map((one) => line('-n __fish_use_subcommand', `-a ${one.name}`, `-d ${text(one.description)}`)),
    ...commands.flatMap((one) => {
      const condition = `-n '__fish_seen_subcommand_from ${one.name}'`;
      const choices = one.choices.length > 0 ? [line(condition, `-a ${text(one.choices.join(' '))}`)] : [];
      return [...choices, ...one.options.map((option) => line(condition, optionParts(option)))];
    }),
  ];
  return `${lines.join('\n')}\n`;
}

function optionParts({ long, short, description, value, choices }: OptionShape): string {
  const after =
    choices.length > 0 ? `-x -a ${text(choices.join(' '))}` : { none: '', text: '-x', path: '-r -F' }[value];
  const parts = [
    short === undefined ? '' : `-s ${short.slice(1)}`,
    `-l ${long.slice(2)}`,
    after,
    `-d ${text(description)}`,
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function text(value: string): string {
  return singleQuoted(value.replaceAll('\\', '\\\\'), QUOTE);
}
