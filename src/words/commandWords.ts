import type { CommandOffer, CommandReason } from '../engine/index.ts';
import { enumerateFirst, plain } from './format.ts';
import { t } from './translate.ts';

/** Words about programs that could become commands. All pure. */

const MOST_SHOWN = 5;

/** Why consent is needed, or '' if it is not: `replaces /usr/bin/git in new terminals, new in this version`. */
export function reasonWords({ reasons }: Pick<CommandOffer, 'reasons'>): string {
  return reasons.map(reasonWord).join(', ');
}

function reasonWord(reason: CommandReason): string {
  switch (reason.why) {
    case 'further':
      return t('not named after the tool');
    case 'new':
      return t('new in this version');
    case 'onPath':
      return t('replaces {0} in new terminals', plain(reason.path, 120));
    case 'shell':
      return t('also a shell builtin');
    case 'taken':
      return reason.by === undefined ? t('taken by an unrelated file') : t('runs {0} now', plain(reason.by, 80));
    case 'claimed':
      return t('taken by {0}, which comes first in the lock', plain(reason.by, 80));
  }
}

/** `git (replaces /usr/bin/git in new terminals)` */
export function offerWords(offer: Pick<CommandOffer, 'command' | 'reasons'>): string {
  const why = reasonWords(offer);
  return `${plain(offer.command, 40)}${why === '' ? '' : ` (${why})`}`;
}

/** At most five of them: `sawctl (not named after the tool), git (…) and 2 more` */
export function offersWords(offers: readonly Pick<CommandOffer, 'command' | 'reasons'>[]): string {
  return enumerateFirst(offers.map(offerWords), MOST_SHOWN);
}
