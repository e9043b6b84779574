import { withoutEnd } from '../text.ts';
import { algorithmsNamedIn } from './checksumAlgorithms.ts';

interface Cell {
  readonly text: string;
  /** Its offsets in the line. */
  readonly begin: number;
  readonly end: number;
}

/** A row of a table, if it has digests. */
interface Row {
  readonly cells: number;
  readonly digests: readonly { readonly hex: string; readonly tag?: string | undefined; readonly column: number }[];
  /** The word in front of the digest: `SHA256  hex  name`. */
  readonly tag?: string | undefined;
  /** Possible names, by every way to read the line. */
  readonly names: readonly string[];
}

const DIGEST = /^(?:([A-Za-z0-9/_-]+):)?([0-9A-Fa-f]{32,128})$/;
const MAX_CELLS = 64;

/** Cells are separated by bars, as in Markdown, or else by spaces. */
export function cellsOf(line: string): readonly Cell[] {
  const isMarkdown = line.startsWith('|');
  const cells: Cell[] = [];
  for (const { 0: text, index } of line.matchAll(isMarkdown ? /[^|]+/g : /[^ \t]+/g)) {
    cells.push({ text: isMarkdown ? plainText(text) : text, begin: index, end: index + text.length });
    if (cells.length === MAX_CELLS) break;
  }
  return cells;
}

export function rowOf(line: string): Row {
  const cells = cellsOf(line);
  const digests = cells.flatMap(({ text }, column) => {
    const [, tag, hex] = DIGEST.exec(text) ?? [];
    return hex === undefined ? [] : [{ hex, tag, column }];
  });
  const [first] = digests;
  const last = digests.at(-1);
  if (!first || !last) return { cells: cells.length, digests, names: [] };
  if (line.startsWith('|')) {
    const names = cells.map(({ text }) => text).filter((text) => !DIGEST.test(text));
    return { cells: cells.length, digests, names };
  }
  const before = line.slice(0, cells[first.column]?.begin);
  const after = line.slice(cells[last.column]?.end).trimStart();
  const tag = first.column === 1 && isAlgorithm(before.trim()) ? before.trim() : undefined;
  const names =
    after === ''
      ? [withoutEnd(before, ' \t:='), first.column > 0 ? (cells[0]?.text ?? '') : '']
      : [after, after.replace(/^\d+[ \t]+/, '')];
  return { cells: cells.length, digests, tag, names: [...new Set(names.map(unquoted))].filter((name) => name !== '') };
}

function isAlgorithm(word: string): boolean {
  return !/[ \t]/.test(word) && algorithmsNamedIn(word).length === 1;
}

/** The text of a Markdown cell: without code marks and emphasis, and only the text of a link. */
function plainText(cell: string): string {
  const bare = cell.replaceAll(/[`*]/g, '').trim();
  const close = bare.indexOf('](');
  return bare.startsWith('[') && close > 0 && bare.endsWith(')') ? bare.slice(1, close) : bare;
}

function unquoted(name: string): string {
  const bare = name.replace(/^\*/, '');
  const quote = bare.charAt(0);
  return bare.length > 2 && (quote === '"' || quote === "'" || quote === '`') && bare.endsWith(quote)
    ? bare.slice(1, -1)
    : bare;
}
