import type { CommandOffer } from '../engine/index.ts';
import { reasonWords } from '../words/commandWords.ts';
import { plain } from '../words/format.ts';

/** Programs that are not commands for lack of consent, and how to give it: one line each. */
export function notLinkedByInstall(notLinked: readonly CommandOffer[]): readonly string[] {
  return notLinked.map((offer) => {
    const name = offer.isOwn ? [] : [`--executable ${plain(offer.command, 80)}`];
    return `${sentence(offer)} To make it a command, add ${[...name, ...takeCommands(offer)].join(' ')}.`;
  });
}

/** The same for a workspace file that names the programs. */
export function notLinkedByRestore(tool: string, notLinked: readonly CommandOffer[]): readonly string[] {
  return notLinked.map((offer) => {
    const problem = `${plain(tool, 80)}: ${sentence(offer)}`;
    if (offer.reasons.some(({ why }) => why === 'claimed')) return `${problem} You can still run it by its path.`;
    const name = offer.isOwn ? [] : ['name it in "executables" of forgejo-artifacts.json'];
    const steps = [...name, ...takeCommands(offer).map((option) => `add ${option}`)].join(' and ');
    return `${problem} To make it a command, ${steps}; you can still run it by its path.`;
  });
}

function sentence(offer: CommandOffer): string {
  const why = reasonWords(offer);
  return `${plain(offer.command, 80)} is not a command${why === '' ? '' : `: ${why}`}.`;
}

/**
 * Naming the program is not enough if its name already runs something, or if earlier versions of the tool did not have it.
 */
function takeCommands({ isOwn, reasons }: CommandOffer): readonly string[] {
  const needsMore = reasons.some(
    ({ why }) => why === 'onPath' || why === 'shell' || why === 'taken' || (isOwn && why === 'new'),
  );
  return needsMore ? ['--take-commands'] : [];
}
