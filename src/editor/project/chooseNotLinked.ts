import { reasonWords } from '../../words/commandWords.ts';
import { plain } from '../../words/format.ts';
import type { Services } from '../services.ts';
import type { LockedProject } from './openProject.ts';
import { thisMachine } from './restoreLock.ts';
import type { Done, NotLinkedCommand } from './restoreReport.ts';
import { t } from '../../words/translate.ts';

/** Asks which of the programs that a restore left out become commands of its folder; none is ticked. */
export async function chooseNotLinked(
  services: Services,
  { folder, lock }: LockedProject,
  notLinked: readonly NotLinkedCommand[],
): Promise<void> {
  const { ui, engine, projects } = services;
  const items = notLinked.map((value) => ({
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
  if (!chosen || chosen.length === 0) return;
  const groups = [...Map.groupBy(chosen, ({ of }) => of)];
  const allow = groups.map(([of, commands]) => {
    const allowed = [...linkedOf(of), ...commands.map(({ command }) => command)];
    return [of.name, allowed] as const;
  });
  try {
    const machine = await thisMachine(services);
    await engine.get().link(lock, { folder: folder.directory, machine, allow: new Map(allow) });
  } finally {
    await projects.refresh();
  }
}

function linkedOf({ installed }: Done): readonly string[] {
  return installed.executables.filter(({ linked }) => linked).map(({ command }) => command);
}
