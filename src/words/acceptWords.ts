import type { Change } from '../engine/index.ts';
import { changeSentence, kindPhrase } from './changeWords.ts';
import { signerNames } from './signerWords.ts';

/** Each change with its two states under each other, and what accepting means. */
export function changeDetail(changes: readonly Change[], owner: string): string {
  const isOfNewFile = changes.some((change) => 'among' in change);
  const scope = isOfNewFile ? 'new files of this kind from this source' : owner;
  return [...changes.map(states), `If you accept, the same change is not asked about again for ${scope}.`].join('\n\n');
}

function states(change: Change): string {
  const [before, now] = sides(change);
  return `${changeSentence(change)}\nBefore: ${before}\nNow: ${now}`;
}

function sides(change: Change): readonly [before: string, now: string] {
  switch (change.kind) {
    case 'signature-missing':
      return [signedBy(change.before), 'no signature that can be checked'];
    case 'key-changed':
      return [signedBy(change.before), signedBy(change.now)];
    case 'weaker':
      return [kindPhrase(change.before), kindPhrase(change.now)];
    case 'replaced':
      return [`SHA-256 ${change.before}`, `SHA-256 ${change.now}`];
  }
}

function signedBy(signers: readonly string[]): string {
  return `signed by ${signerNames(signers)}`;
}
