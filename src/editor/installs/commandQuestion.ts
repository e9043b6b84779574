import type { CommandOffer, ErrorFacts } from '../../engine/index.ts';
import { reasonWords } from '../../words/commandWords.ts';
import { plain } from '../../words/format.ts';
import type { Services } from '../services.ts';
import type { PickItem } from '../ui/ui.ts';

type Facts = ErrorFacts['needsYes'];

/**
 * Asks once which programs may be commands; `undefined` when dismissed. Nothing is ticked but what is called as the tool
 * or was chosen. The answer holds for later versions.
 */
export async function chooseAmong(
  { ui }: Pick<Services, 'ui'>,
  { tool, version, commands }: Facts,
  verb: 'Install' | 'Use',
): Promise<readonly string[] | undefined> {
  const title = `${verb} ${plain(tool, 60)} ${plain(version, 60)}`;
  const [only, ...others] = commands;
  if (!only) return [];
  if (others.length > 0) {
    const items = commands.map((offer) => commandItem(offer, offer.isOwn));
    return ui.pickMany(items, {
      title,
      placeholder: 'Which become commands? Remembered for later versions.',
    });
  }
  const name = plain(only.command, 40);
  const yes = { label: `Make ${name} a Command`, detail: reasonWords(only), icon: 'terminal', value: [only.command] };
  const no = { label: `${verb} Without the Command`, icon: 'circle-slash', value: [] };
  return ui.pick<readonly string[]>([yes, no], {
    title,
    placeholder: `Does ${name} become a command? Remembered for later versions.`,
  });
}

/** A row of a list from which commands are chosen. */
export function commandItem(offer: CommandOffer, isPicked: boolean): PickItem<string> {
  const why = reasonWords(offer);
  return {
    label: plain(offer.command, 60),
    ...(why !== '' && { description: why }),
    icon: 'terminal',
    isPicked,
    value: offer.command,
  };
}
