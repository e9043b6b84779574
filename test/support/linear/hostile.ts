/** An input of about `size` bytes, or of `size` items, that is hard to parse. */
export interface Shape<T> {
  readonly label: string;
  readonly make: (size: number) => T;
}

/**
 * One of each class that patterns distinguish: letters, digits, blanks, line ends, brackets, quotes, and characters of more
 * than a byte.
 */
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

/** Text before and after the input, so that it reaches the part of the parser that it is meant for. */
export type Frame = readonly [before: string, after: string];

export interface TextOptions {
  /** Words that the parser looks for. Each is used like a single character. */
  readonly words?: readonly string[];
  /** Frames in addition to an empty one and one with a mismatch at the end. */
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
