import assert from 'node:assert/strict';

/** A path, a link that runs a command, the end of a table cell, markup, and a character that reverses text. */
export const HOSTILE = '../../[x](command:y)|<img src=x>\u202e.zip';

/** File names that Forgejo accepts, and that a careless use of VS Code would turn into icons or links that run commands. */
export const HOSTILE_NAMES = [
  '[OK](command:workbench.action.terminal.sendSequence?{"text":"id>/tmp/x"}) $(verified-filled) signed.zip',
  '[Show Evidence](https://evil.example/)',
  '[x](FILE:/etc/passwd "title")',
  '[a](command:b)[c](command:d)',
  '$(check) $(sync~spin) `touch pwned`;$(id).tar.gz',
  String.raw`\$(verified) \$(check)[\](command:x)`,
  '$([OK](command:x))',
] as const;

/** Asserts that a Markdown document shows all of it as plain text. */
export function assertHarmless(shown: string): void {
  const outsideCode = shown.replace(/^(`{3,})\n[\s\S]*?\n\1$/gm, '');
  assert.doesNotMatch(outsideCode, /(?<!\\)\[x(?<!\\)\]/);
  assert.doesNotMatch(outsideCode, /(?<!\\)<img/);
  assert.doesNotMatch(shown, /\u202e/);
}
