import { plain } from '../../words/format.ts';

/** Everything that markdown might read as more than text. */
const SPECIAL = /[\\`*_{}[\]()#+\-.!|<>~$&"':@=^]/g;

/** Text that a server chose, as text on one line and nothing else, in any place of a markdown document. */
export function text(value: string, maxLength?: number): string {
  return plain(value, maxLength).replace(SPECIAL, String.raw`\$&`);
}

/** A link to an address that was built here. */
export function link(label: string, url: string): string {
  return `[${text(label)}](<${url.replace(/[<>\\\s]/g, encodeURIComponent)}>)`;
}

/** As code on one line; for what holds no backtick (digests, dates), or else as text. */
export function code(value: string): string {
  return /^[\w.:/+=@ -]+$/.test(value) ? `\`${value}\`` : text(value);
}

/** Lines as they are, whatever they hold: the fence is longer than any in them. */
export function block(lines: readonly string[]): string {
  const runs = lines.join('\n').match(/`+/g) ?? [];
  const fence = '`'.repeat(runs.reduce((longest, { length }) => Math.max(longest, length + 1), 3));
  return [fence, ...lines, fence].join('\n');
}

/** Longer than this, a value has a line of its own. */
const SHORT_LENGTH = 48;

/** Facts below each other; they stay readable however narrow the place is. */
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

/** Sections with a blank line between; empty ones fall out. */
export function document(...sections: readonly string[]): string {
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}
