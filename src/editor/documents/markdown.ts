import { plain } from '../../words/format.ts';

/** Every character that markdown might treat as markup. */
const SPECIAL = /[\\`*_{}[\]()#+\-.!|<>~$&"':@=^]/g;

/** Text that a server chose, escaped so that it is plain text on one line anywhere in a markdown document. */
export function text(value: string, maxLength?: number): string {
  return plain(value, maxLength).replace(SPECIAL, String.raw`\$&`);
}

/** A link to an address that was built here. */
export function link(label: string, url: string): string {
  return `[${text(label)}](<${url.replace(/[<>\\\s]/g, encodeURIComponent)}>)`;
}

/** As code on one line, for values without backticks (digests, dates), else as text. */
export function code(value: string): string {
  return /^[\w.:/+=@ -]+$/.test(value) ? `\`${value}\`` : text(value);
}

/** Lines as they are, in a fence longer than any in them. */
export function block(lines: readonly string[]): string {
  const runs = lines.join('\n').match(/`+/g) ?? [];
  const fence = '`'.repeat(runs.reduce((longest, { length }) => Math.max(longest, length + 1), 3));
  return [fence, ...lines, fence].join('\n');
}

/** A longer value gets a line of its own. */
const SHORT_LENGTH = 48;

/** A list of facts, readable at any width. */
export function facts(rows: readonly Row[]): string {
  const gap = (value: string): string => (value.length > SHORT_LENGTH ? '\\\n  ' : ' ');
  return rows.map(([label = '', value = '']) => `- ${label}:${gap(value)}${value}`).join('\n');
}

export type Row = readonly string[];

/** Cells are markdown already. */
export function table(head: Row, rows: readonly Row[]): string {
  const line = (cells: Row): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A digest in a cell, which wraps in a narrow column. */
export function digestCell(hex: string): string {
  return (hex.match(/.{1,16}/g) ?? []).map((part) => `\`${part}\``).join(' ');
}

/** Sections separated by empty lines; empty ones are dropped. */
export function document(...sections: readonly string[]): string {
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}
