import type { Change } from '../../../engine/index.ts';
import { acceptHint, changeSentence, changeWord, given } from '../../../words/changeWords.ts';
import { block, table, text } from '../markdown.ts';
import { keyCell } from './words.ts';

/** What is other than it was, before and now side by side, and what to do about it. */
export function changeSections(changes: readonly Change[]): readonly string[] {
  if (changes.length === 0) return [];
  return [
    '## What changed',
    ...changes.flatMap((change) => [
      `### ${capitalised(changeWord(change))}`,
      text(changeSentence(change), 1000),
      beforeAndNow(change),
    ]),
    acceptHint(changes),
  ];
}

function beforeAndNow(change: Change): string {
  switch (change.kind) {
    case 'signature-missing':
      return sideBySide(change.before.map(keyCell).join(', '), 'no signature');
    case 'key-changed':
      return sideBySide(change.before.map(keyCell).join(', '), change.now.map(keyCell).join(', '));
    case 'weaker':
      return sideBySide(given(change.before), given(change.now));
    case 'replaced':
      // Below each other, where a narrow view shows both whole.
      return block([`before  ${change.before}`, `now     ${change.now}`]);
  }
}

function sideBySide(before: string, now: string): string {
  return table(['Before', 'Now'], [[before, now]]);
}

function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
