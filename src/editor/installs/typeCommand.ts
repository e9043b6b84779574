import type { Installed } from '../../engine/index.ts';
import { plain } from '../../words/format.ts';
import { isFreeName } from '../project/lockedNames.ts';
import type { Services } from '../services.ts';
import { typedCommand } from './typedCommand.ts';
import type { TypedProgram } from './typedCommand.ts';
import { t } from '../../words/translate.ts';

interface CommandsOf {
  /** The name of the tool. */
  readonly name: string;
  readonly programs: readonly TypedProgram[];
  /** Where the terminal starts. @default as the editor's settings say */
  readonly cwd?: string | undefined;
}

/**
 * Types a program's command into a new terminal; the user presses Enter. A command of a version that is not in use, or not
 * on the PATH, is typed with its path. So is one whose name runs another program in an open folder.
 */
export async function typeCommand(services: Services, { tool, executables }: Installed): Promise<void> {
  const programs = executables.map(async ({ command, linked, path }) => {
    return { command, linked: linked && (await isFreeName(services, command)), path };
  });
  await typeOneOf(services, { name: tool.name, programs: await Promise.all(programs) });
}

/** Types the command of the only program, or of the one that the user picks. Says so if nothing can be typed. */
export async function typeOneOf(
  { ui, installHost, settings }: Services,
  { name, programs, cwd }: CommandsOf,
): Promise<void> {
  const [only] = programs;
  if (!only) {
    await ui.inform(t('None of the programs of {0} has a usable command name.', plain(name, 60)));
    return;
  }
  const items = programs.map((value) => ({ label: plain(value.command), icon: 'terminal', value }));
  const options = { title: t('Run in Terminal: {0}', plain(name, 60)), placeholder: t('Commands') };
  const chosen = programs.length === 1 ? only : await ui.pick(items, options);
  if (!chosen) return;
  const text = typedCommand(chosen, { isOnPath: settings.current.addToPath, shell: installHost.shell });
  if (text !== undefined) return installHost.typeInTerminal(plain(chosen.command, 40), text, cwd);
  const message = t(
    'Nothing was typed, because the shell of your terminal might not take the path of {0} literally.',
    plain(chosen.command, 60),
  );
  if ((await ui.inform(message, t('Copy Path'))) === t('Copy Path')) await ui.copy(chosen.path);
}
