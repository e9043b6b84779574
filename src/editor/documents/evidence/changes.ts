import type { Change } from '../../../engine/index.ts';
import { acceptHint, changeSentence, kindPhrase } from '../../../words/changeWords.ts';
import { changeWord } from '../../../words/evidenceWords.ts';
import { signerName } from '../../../words/signerWords.ts';
import { block, code, table, text } from '../markdown.ts';
import { capitalised } from './words.ts';
import { t } from '../../../words/translate.ts';

/** What has changed, before and now side by side, and what to do about it. */
export function changeSections(changes: readonly Change[]): readonly string[] {
  if (changes.length === 0) return [];
  return [
    `## ${t('What changed')}`,
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
      return sideBySide(signerCells(change.before), t('no verifiable signature'));
    case 'key-changed':
      return sideBySide(signerCells(change.before), signerCells(change.now));
    case 'weaker':
      return sideBySide(kindPhrase(change.before), kindPhrase(change.now));
    case 'replaced':
      // One below the other, so that a narrow view shows both whole.
      return block([t('before  {0}', change.before), t('now     {0}', change.now)]);
  }
}

function signerCells(signers: readonly string[]): string {
  return signers.map((signer) => code(signerName(signer))).join(', ');
}

function sideBySide(before: string, now: string): string {
  return table([t('Before'), t('Now')], [[before, now]]);
}
