export const SHELLS = ['bash', 'zsh', 'fish', 'pwsh'] as const;
export type Shell = (typeof SHELLS)[number];

/** An option, as shells complete it. */
export interface OptionShape {
  readonly long: string;
  readonly short: string | undefined;
  readonly description: string;
  /** The kind of its value. */
  readonly value: 'none' | 'text' | 'path';
  /** All possible values, if known. */
  readonly choices: readonly string[];
}

export interface CommandShape {
  readonly name: string;
  readonly description: string;
  readonly options: readonly OptionShape[];
  /** The possible arguments, if known. */
  readonly choices: readonly string[];
}

/** The program, as shells complete it. */
export interface ProgramShape {
  readonly name: string;
  readonly commands: readonly CommandShape[];
  /** Options of all commands. */
  readonly options: readonly OptionShape[];
}

export function optionNames(options: readonly OptionShape[]): readonly string[] {
  return options.flatMap(({ long, short }) => (short === undefined ? [long] : [short, long]));
}

/** Puts a text in single quotes; `quote` escapes the quotes in it. */
export function singleQuoted(text: string, quote: string): string {
  return `'${text.replaceAll("'", quote)}'`;
}
