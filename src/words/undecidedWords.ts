import type { Match } from '../engine/index.ts';
import { t } from './translate.ts';

type Undecided = Extract<Match, { kind: 'ask' }>['why'];

const WHY: Readonly<Record<Undecided, string>> = {
  severalTools: t('several tools match'),
  unsure: t('the names do not show which file it is'),
  onlyInstallers: t('there are only installers'),
};

/** Why no file is picked without asking, as part of a sentence. */
export function undecidedWords(why: Undecided): string {
  return WHY[why];
}
