import * as vscode from 'vscode';
import { text } from '../documents/markdown.ts';
import type { Tooltip } from './tooltipLines.ts';

/** Long enough for every name and path that a file may have. */
const MAX_LENGTH = 1000;

/** Names come from servers: every character of them is text, and neither links, pictures nor icons. */
export function toMarkdown({ title, lines }: Tooltip): vscode.MarkdownString {
  const shown = lines.map((line) => text(line, MAX_LENGTH));
  const markdown = new vscode.MarkdownString([`**${text(title, MAX_LENGTH)}**`, ...shown].join('\n\n'), false);
  markdown.isTrusted = false;
  markdown.supportHtml = false;
  return markdown;
}
