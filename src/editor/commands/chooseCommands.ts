import type { Installed } from '../../engine/index.ts';
import { plain } from '../../words/format.ts';
import { commandReach } from '../installs/commandReach.ts';
import { commandItem } from '../installs/commandQuestion.ts';
import { currentOf } from '../installs/groupInstalled.ts';
import { installedTargets } from '../installs/installedTargets.ts';
import { commandSentence, installedName } from '../installs/installWords.ts';
import type { Services } from '../services.ts';
import { t } from '../../words/translate.ts';

/** Lets the user choose which programs of an installed tool become commands in new terminals. */
export async function chooseCommands(services: Services, ...args: readonly unknown[]): Promise<void> {
  const [target] = await installedTargets(services, args, t('Choose Commands'));
  if (target) await chooseCommandsOf(services, target.version ?? currentOf(target.node));
}

async function chooseCommandsOf(services: Services, installed: Installed): Promise<void> {
  const { ui, engine, installs } = services;
  const { installer } = engine.get();
  const { tool, asset } = installed;
  const offers = await installer.offers(tool, asset.version);
  if (offers.length === 0) {
    await ui.inform(t('None of the programs of {0} has a usable command name.', plain(tool.name, 60)));
    return;
  }
  const items = offers.map((offer) => commandItem(offer, offer.isLinked));
  const allow = await ui.pickMany(items, {
    title: t('Choose Commands: {0}', installedName(installed)),
    placeholder: t('Which programs should become commands in new terminals?'),
  });
  if (!allow) return;
  try {
    const used = await installer.use(tool, asset.version, { allow });
    await ui.inform(commandSentence(used, commandReach(services, used)));
  } finally {
    await installs.refresh();
  }
}
