import { block } from './markdown.ts';
import { t } from '../../words/translate.ts';

/** Release notes may be megabytes. */
const MAX_LENGTH = 100_000;

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
/** Links and pictures that lead to the web. A picture becomes a link to it. */
const WEB_LINK = /!?\[([^[\]]*)\]\((https?:\/\/[^\s()<>\\`]+)\)/gi;

/**
 * Release notes as a quotation that is safe to show. Headings, lists, emphasis, tables, code blocks and links to the web
 * stay. HTML, pictures, formulas and links that run something (`command:`, `vscode:`, `file:`) are shown as their source
 * text. Code spans become text as well, because where one ends depends on too much around it.
 */
export function quotedNotes(notes: string): string {
  const cut = notes.length > MAX_LENGTH ? `${notes.slice(0, MAX_LENGTH)}\n\n${t('(truncated)')}` : notes;
  const lines = neutralise(cut.toWellFormed().split(/\r\n|[\n\r\u2028\u2029]/));
  return lines.map((line) => (line ? `> ${line}` : '>')).join('\n');
}

function neutralise(lines: readonly string[]): readonly string[] {
  const result: string[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const fence = FENCE.exec(line)?.[1];
    if (!fence) {
      result.push(harmless(line));
      continue;
    }
    let end = index + 1;
    while (end < lines.length && !closes(lines[end] ?? '', fence)) end += 1;
    // Written again with our own fence, so that it ends where we think it does.
    const inside = lines.slice(index + 1, end).map(visible);
    for (const written of ['', ...block(inside).split('\n'), '']) result.push(written);
    index = end;
  }
  return result;
}

function closes(line: string, fence: string): boolean {
  const trimmed = line.trim();
  return /^ {0,3}\S/.test(line) && trimmed.startsWith(fence) && trimmed === fence.charAt(0).repeat(trimmed.length);
}

function harmless(line: string): string {
  const text = visible(line);
  let result = '';
  let at = 0;
  for (const found of text.matchAll(WEB_LINK)) {
    const [whole, label = '', url = ''] = found;
    result += `${escaped(text.slice(at, found.index))}[${escaped(label) || t('picture')}](<${url}>)`;
    at = found.index + whole.length;
  }
  return result + escaped(text.slice(at));
}

function escaped(text: string): string {
  return text.replace(/[\\`[\]<$]/g, String.raw`\$&`);
}

/** Without characters that hide text or reverse it; tabs stay. */
function visible(line: string): string {
  return line.replace(/[\p{Cc}\p{Cf}]/gu, (found) => (found === '\t' ? found : '\ufffd'));
}
