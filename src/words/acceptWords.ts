import type { Change } from '../engine/index.ts';
import { changeSentence, kindPhrase } from './changeWords.ts';
import { signerNames } from './signerWords.ts';
import { t } from './translate.ts';

/** Each change with its state before and now, and what accepting means. */
export function changeDetail(changes: readonly Change[], owner: string): string {
  const isOfNewFile = changes.some((change) => 'among' in change);
  const meaning = isOfNewFile
    ? t('If you accept, you are not asked again about this change in new files of this kind from this source.')
    : changes.every(({ kind }) => kind === 'replaced')
      ? t('If you accept, exactly these new bytes count. Another replacement asks again.')
      : t('If you accept, any file of {0} may change like this without a question.', owner);
  return [...changes.map(states), meaning].join('\n\n');
}

function states(change: Change): string {
  const [before, now] = sides(change);
  return [changeSentence(change), t('Before: {0}', before), t('Now: {0}', now)].join('\n');
}

function sides(change: Change): readonly [before: string, now: string] {
  switch (change.kind) {
    case 'signature-missing':
      return [signedBy(change.before), t('no verifiable signature')];
    case 'key-changed':
      return [signedBy(change.before), signedBy(change.now)];
    case 'weaker':
      return [kindPhrase(change.before), kindPhrase(change.now)];
    case 'replaced':
      return [`SHA-256 ${change.before}`, `SHA-256 ${change.now}`];
  }
}

function signedBy(signers: readonly string[]): string {
  return t('signed by {0}', signerNames(signers));
}
