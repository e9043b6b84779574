import type { CommandOffer, ErrorFacts } from '../../engine/index.ts';
import { reasonWords } from '../../words/commandWords.ts';
import { plain } from '../../words/format.ts';
import type { Services } from '../services.ts';
import type { PickItem } from '../ui/ui.ts';
import { t } from '../../words/translate.ts';

type Facts = ErrorFacts['commandsNeedConsent'];

/**
 * Asks once which programs may become commands; `undefined` when dismissed. Only programs named like the tool or chosen
 * earlier are ticked. The answer holds for later versions.
 */
export async function chooseAmong(
  { ui }: Pick<Services, 'ui'>,
  { tool, version, commands }: Facts,
  action: 'install' | 'use',
): Promise<readonly string[] | undefined> {
  const what = `${plain(tool, 60)} ${plain(version, 60)}`;
  const title = action === 'install' ? t('Install {0}', what) : t('Use {0}', what);
  const [only, ...others] = commands;
  if (!only) return [];
  if (others.length > 0) {
    const items = commands.map((offer) => commandItem(offer, offer.isOwn));
    return ui.pickMany(items, {
      title,
      placeholder: t('Which programs should become commands? Your answer is remembered for later versions.'),
    });
  }
  const name = plain(only.command, 40);
  const yes = {
    label: t('Make {0} a Command', name),
    detail: reasonWords(only),
    icon: 'terminal',
    value: [only.command],
  };
  const without = action === 'install' ? t('Install Without the Command') : t('Use Without the Command');
  const no = { label: without, icon: 'circle-slash', value: [] };
  return ui.pick<readonly string[]>([yes, no], {
    title,
    placeholder: t('Should {0} become a command? Your answer is remembered for later versions.', name),
  });
}

/** A row of a list from which commands are chosen. */
export function commandItem(offer: CommandOffer, isPicked: boolean): PickItem<string> {
  const why = reasonWords(offer);
  return {
    label: plain(offer.command, 60),
    description: why === '' ? undefined : why,
    icon: 'terminal',
    isPicked,
    value: offer.command,
  };
}
