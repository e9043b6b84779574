import * as vscode from 'vscode';
import type { Tooltip } from './tooltipLines.ts';

/** Names and notes come from servers: every character of them is text, and neither links, pictures nor icons. */
export function toMarkdown({ title, lines }: Tooltip): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString(undefined, false);
  markdown.isTrusted = false;
  markdown.supportHtml = false;
  markdown.appendText(title);
  for (const line of lines) markdown.appendMarkdown('\n\n').appendText(line);
  return markdown;
}
