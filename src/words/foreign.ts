/** Makes foreign text harmless where it is shown. All pure. */

const LINE_BREAKS = /[\t-\r\u0085\u2028\u2029]+/g;

/** Control characters, bidirectional marks, and characters without a glyph. */
const UNSEEN = /[\p{Cc}\p{Cf}\u034f\u115f\u1160\u2800\u3164\uffa0]+/gu;

/** Control characters except tab and line feed, and bidirectional marks. */
const CONTROLS = /[^\P{Cc}\t\n]|[\u202a-\u202e\u2066-\u2069]/gu;

/** Characters in JSON that a terminal interprets or does not show. They occur only in strings, where they may be escaped. */
const UNSEEN_IN_JSON = /[\u007f-\u009f\p{Cf}\u2028\u2029]/gu;

/** The end of a name says what kind of file it is; the longest common ending has about this many characters. */
const MAX_END = 20;

/** On one line, with a sign in place of everything invisible. */
export function oneLine(text: string): string {
  return text.toWellFormed().replace(LINE_BREAKS, ' ').replace(UNSEEN, '\ufffd');
}

/** The same text with a sign in place of control characters and bidirectional marks. Line breaks stay. */
export function withoutControls(text: string): string {
  return text.toWellFormed().replace(CONTROLS, '\ufffd');
}

/** At most `maxLength` UTF-16 units. The middle is left out, so that a long name cannot hide its extension. */
export function shorten(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const endLength = Math.min(MAX_END, Math.floor(maxLength / 3));
  // Never cuts through a character, or between a letter and its accent.
  const start = text.slice(0, maxLength - 1 - endLength).replace(/[\ud800-\udbff]$/, '');
  const end = text.slice(text.length - endLength).replace(/^[\udc00-\udfff]?\p{M}*/u, '');
  return `${start}…${end}`;
}

/** Quoted as one word for a POSIX shell, because people paste from messages and documents. */
export function shellWord(word: string): string {
  return /^[\w./+@%:,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** JSON with the same value for a parser, and harmless on a terminal. */
export function terminalJson(value: unknown): string {
  const escaped = (unseen: string): string =>
    Array.from({ length: unseen.length }, (_, index) => {
      return `\\u${unseen.charCodeAt(index).toString(16).padStart(4, '0')}`;
    }).join('');
  return JSON.stringify(value, undefined, 2).replace(UNSEEN_IN_JSON, escaped);
}
