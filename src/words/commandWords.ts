import type { CommandOffer, CommandReason } from '../engine/index.ts';
import { enumerate, plain } from './format.ts';

/** What is said of programs that could become commands. All pure. */

const SHOWN = 5;

/** Why a yes is needed, or '' where none is: `replaces /usr/bin/git in new terminals, new in this version`. */
export function reasonWords({ reasons }: Pick<CommandOffer, 'reasons'>): string {
  return reasons.map(reasonWord).join(', ');
}

function reasonWord(reason: CommandReason): string {
  switch (reason.why) {
    case 'further':
      return 'not named after the tool';
    case 'new':
      return 'new in this version';
    case 'onPath':
      return `replaces ${plain(reason.path, 120)} in new terminals`;
    case 'shell':
      return 'also a word that shells have for themselves';
    case 'taken':
      return reason.by === undefined ? 'taken by a file that is not ours' : `runs ${plain(reason.by, 80)} now`;
  }
}

/** `git (replaces /usr/bin/git in new terminals)` */
export function offerWords(offer: Pick<CommandOffer, 'command' | 'reasons'>): string {
  const why = reasonWords(offer);
  return `${plain(offer.command, 40)}${why === '' ? '' : ` (${why})`}`;
}

/** At most five of them: `sawctl (not named after the tool), git (…) and 2 more` */
export function offersWords(offers: readonly Pick<CommandOffer, 'command' | 'reasons'>[]): string {
  const shown = offers.slice(0, SHOWN).map(offerWords);
  const rest = offers.length - shown.length;
  return enumerate(rest > 0 ? [...shown, `${rest} more`] : shown, 'and');
}
