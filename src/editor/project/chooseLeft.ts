import { reasonWords } from '../../words/commandWords.ts';
import { plain } from '../../words/format.ts';
import type { Services } from '../services.ts';
import type { Done, LeftCommand } from './restoreReport.ts';
import { t } from '../../words/translate.ts';

/** Asks which of the programs that a restore left out become commands; none is ticked. */
export async function chooseLeft({ ui, engine, installs }: Services, left: readonly LeftCommand[]): Promise<void> {
  const items = left.map((value) => ({
    label: plain(value.command, 60),
    description: [`${plain(value.of.name, 40)} ${plain(value.of.planned.tool.version, 40)}`, reasonWords(value)].join(
      ' · ',
    ),
    icon: 'terminal',
    value,
  }));
  const chosen = await ui.pickMany(items, {
    title: t('Choose Commands'),
    placeholder: t('Which programs should become commands in new terminals?'),
  });
  const { installer } = engine.get();
  try {
    for (const [of, commands] of Map.groupBy(chosen ?? [], (one) => one.of)) {
      const allow = [...linkedOf(of), ...commands.map(({ command }) => command)];
      await installer.use(of.installed.tool, of.installed.asset.version, { allow });
    }
  } finally {
    await installs.refresh();
  }
}

function linkedOf({ installed }: Done): readonly string[] {
  return installed.executables.filter(({ linked }) => linked).map(({ command }) => command);
}
