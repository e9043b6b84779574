import assert from 'node:assert/strict';

/** A path, a link that runs a command, the end of a table cell, markup, and a character that turns text around. */
export const HOSTILE = '../../[x](command:y)|<img src=x>\u202e.zip';

/** That nothing of it has become more than text in a markdown document. */
export function assertHarmless(shown: string): void {
  const outsideCode = shown.replace(/^(`{3,})\n[\s\S]*?\n\1$/gm, '');
  assert.doesNotMatch(outsideCode, /(?<!\\)\[x(?<!\\)\]/);
  assert.doesNotMatch(outsideCode, /(?<!\\)<img/);
  assert.doesNotMatch(shown, /\u202e/);
}
