export const SHELLS = ['bash', 'zsh', 'fish', 'pwsh'] as const;
export type Shell = (typeof SHELLS)[number];

/** An option, as far as a shell completes it. */
export interface OptionShape {
  readonly long: string;
  readonly short: string | undefined;
  readonly description: string;
  /** What follows it. */
  readonly value: 'none' | 'text' | 'path';
  /** All that can follow it, where that is known. */
  readonly choices: readonly string[];
}

export interface CommandShape {
  readonly name: string;
  readonly description: string;
  readonly options: readonly OptionShape[];
  /** What its argument can be, where that is known. */
  readonly choices: readonly string[];
}

/** The program as far as a shell completes it. */
export interface ProgramShape {
  readonly name: string;
  readonly commands: readonly CommandShape[];
  /** Of all commands. */
  readonly options: readonly OptionShape[];
}

export function optionNames(options: readonly OptionShape[]): readonly string[] {
  return options.flatMap(({ long, short }) => (short === undefined ? [long] : [short, long]));
}

/** In single quotes, where a shell doubles or escapes the quotes in it as `quote` says. */
export function singleQuoted(text: string, quote: string): string {
  return `'${text.replaceAll("'", quote)}'`;
}
