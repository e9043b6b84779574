/** An input of about `size` bytes, or of `size` items, made to be hard for a parser. */
export interface Shape<T> {
  readonly label: string;
  readonly make: (size: number) => T;
}

/** One of each class that patterns tell apart: letters, digits, blanks, line ends, brackets, quotes, and what is more than a byte. */
const CHARACTERS = [
  'a',
  '0',
  ' ',
  '\t',
  '\r',
  '\n',
  '.',
  '-',
  '_',
  '/',
  '\\',
  ':',
  ',',
  '=',
  '*',
  '?',
  '#',
  '@',
  '(',
  ')',
  '[',
  ']',
  '<',
  '\0',
  '\u2028',
  '\ufeff',
  '\ud800',
  '😀',
];

/** What is put around a text, so that it gets as far as the part of the parser that it is for. */
export type Frame = readonly [before: string, after: string];

export interface TextOptions {
  /** Pieces that the parser looks for; each is used as if it were one more character. */
  readonly words?: readonly string[];
  /** Besides nothing, and something behind the text that does not fit. */
  readonly frames?: readonly Frame[];
}

const MISFIT: Frame = ['', '\u2028!'];

/**
 * Texts of one repeated piece, of every pair of pieces in turn, and of a run of one before a run of another. The pieces are
 * single characters and the words that the parser knows. Runs of two are given as they are, all others in every frame.
 */
export function texts({ words = [], frames = [] }: TextOptions = {}): readonly Shape<string>[] {
  const pieces = [...CHARACTERS, ...words];
  const single = pieces.map((piece) => shape(say(piece), (size) => run(piece, size)));
  const inTurn = pieces.flatMap((one, index) =>
    pieces.slice(index + 1).map((other) => shape(`${say(one)}${say(other)} in turn`, (size) => run(one + other, size))),
  );
  const runs = pieces.flatMap((one) =>
    pieces
      .filter((other) => other !== one)
      .map((other) => shape(`${say(one)}, then ${say(other)}`, (size) => run(one, size / 2) + run(other, size / 2))),
  );
  const framed = [MISFIT, ...frames].flatMap(([before, after]) =>
    [...single, ...inTurn].map(({ label, make }) =>
      shape(`${say(before)} ${label} ${say(after)}`, (size) => before + make(size) + after),
    ),
  );
  return [...single, ...inTurn, ...runs, ...framed];
}

function shape<T>(label: string, make: (size: number) => T): Shape<T> {
  return { label, make };
}

/** Lists of that many items, each made from its number. */
export function lists<T>(makers: Readonly<Record<string, (index: number) => T>>): readonly Shape<readonly T[]>[] {
  return Object.entries(makers).map(([label, one]) => ({
    label,
    make: (size) => Array.from({ length: size }, (_, index) => one(index)),
  }));
}

function run(piece: string, size: number): string {
  return piece.repeat(Math.max(1, Math.floor(size / Buffer.byteLength(piece))));
}

function say(text: string): string {
  return text === '' ? '' : JSON.stringify(text);
}
