import * as vscode from 'vscode';
import { text } from '../documents/markdown.ts';
import type { Tooltip } from '../tree/tooltipLines.ts';

/** Long enough for every file name and path. */
const MAX_LENGTH = 1000;

/** The row with its tooltip. Names come from servers, so every character is literal: no links, pictures or icons. */
export function withTooltip(item: vscode.TreeItem, { title, lines }: Tooltip): vscode.TreeItem {
  const shown = lines.map((line) => text(line, MAX_LENGTH));
  item.tooltip = harmlessMarkdown([`**${text(title, MAX_LENGTH)}**`, ...shown].join('\n\n'));
  return item;
}

/** Markdown whose foreign parts went through `text`. It runs no commands, and HTML and icons are shown as text. */
export function harmlessMarkdown(markdown: string): vscode.MarkdownString {
  const shown = new vscode.MarkdownString(markdown, false);
  shown.isTrusted = false;
  shown.supportHtml = false;
  return shown;
}
