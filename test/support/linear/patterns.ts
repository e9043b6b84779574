import type { SourceFile } from '../architecture/rooms.ts';
import { parser } from './growth.ts';
import type { AnyParser } from './growth.ts';
import { texts } from './hostile.ts';

/** A pattern in code: after something that a value may follow, and not the start of a comment. */
const LITERAL = /(?:^|[=(,:[!&|?{;]|=>|return)\s*(\/(?![/*])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[dgimsuvy]*)/gm;

/** Enough for the words of a pattern, because only the parts that repeat matter. */
const MAX_WORDS = 12;

/** All patterns of a file, each as a parser of any text. */
export function patternsIn({ path, text }: SourceFile): readonly AnyParser[] {
  const code = text.replace(/^\s*(?:\/\*\*?|\*|\/\/).*$/gm, '');
  return Array.from(code.matchAll(LITERAL), ([, literal = '']) => {
    const [, source = '', flags = ''] = /^\/([^]+)\/([a-z]*)$/.exec(literal) ?? [];
    const pattern = new RegExp(source, flags.includes('y') ? flags : `${flags.replace('g', '')}g`);
    return parser({
      name: `${literal} in ${path}`,
      maxSize: 16 * 1024,
      shapes: texts({
        words: wordsOf(source),
        frames: [
          [example(source), ''],
          [example(source), '\u2028!'],
        ],
      }),
      feed: (input) => {
        pattern.lastIndex = 0;
        return flags.includes('y') ? pattern.exec(input) : input.replace(pattern, '');
      },
    });
  });
}

/** The literal parts of a pattern, and one character of each class that it names. */
function wordsOf(source: string): readonly string[] {
  return [...new Set(pieces(source))].slice(0, MAX_WORDS);
}

/** Text that starts as the pattern requires, as far as that is simple to find out. */
function example(source: string): string {
  return pieces(source).slice(0, MAX_WORDS).join('');
}

const CLASSES: readonly (readonly [RegExp, string])[] = [
  [/\(\?(?:<?[=!]|:|<\w+>)/g, '('],
  [/\\d/g, '1'],
  [/\\w|\\[PS]\{?/g, 'a'],
  [/\\s/g, ' '],
  [/\\p\{Cc\}/gu, '\u0001'],
  [/\\p\{Cf\}/gu, '\u202e'],
  [/\\u[\da-f]{4}|\\x[\da-f]{2}/gi, '\u2028'],
  [/\\t/g, '\t'],
  [/\\r/g, '\r'],
  [/\\n/g, '\n'],
  [/\[\^?([^\]]{1,3})[^\]]*\]/g, '$1'],
  [/\\([^\w])/g, '$1'],
  [/\\b/g, ''],
];

function pieces(source: string): readonly string[] {
  const plain = CLASSES.reduce((text, [form, stand]) => text.replace(form, stand), source);
  return plain.split(/[()|*+?{}^$]+|\.(?=[*+])/).filter((piece) => piece !== '');
}
