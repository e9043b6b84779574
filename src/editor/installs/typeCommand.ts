import type { Executable, Installed } from '../../engine/index.ts';
import { plain } from '../../words/format.ts';
import type { Services } from '../services.ts';
import { t } from '../../words/translate.ts';

/** Characters that every shell takes as part of a plain word. */
const ONE_WORD = /^[A-Za-z0-9_][\w.+-]*$/;

/**
 * Types a program's command into a new terminal; the user presses Enter. A command of a version that is not in use, or not
 * on the PATH, is typed with its path.
 */
export async function typeCommand(services: Services, { tool, executables }: Installed): Promise<void> {
  const { ui, installHost, settings } = services;
  const items = executables.map((value) => ({ label: plain(value.command), icon: 'terminal', value }));
  const [only] = executables;
  const chosen =
    only && executables.length === 1
      ? only
      : await ui.pick(items, { title: t('Run in Terminal: {0}', plain(tool.name, 60)), placeholder: t('Commands') });
  if (!chosen) return;
  const text = textFor(chosen, settings.current.addToPath);
  if (text !== undefined) return installHost.typeInTerminal(plain(chosen.command, 40), text);
  const message = t(
    'The name {0} has a special meaning in shells, so it was not typed for you.',
    plain(chosen.command, 60),
  );
  if ((await ui.inform(message, t('Copy Path'))) === t('Copy Path')) await ui.copy(chosen.path);
}

/**
 * `undefined` if a shell could read a name chosen by a server as more than a name, or if the path needs quotes that shells
 * do not agree on.
 */
export function textFor(
  { command, linked, path }: Pick<Executable, 'command' | 'linked' | 'path'>,
  isOnPath: boolean,
): string | undefined {
  if (!ONE_WORD.test(command)) return undefined;
  if (linked && isOnPath) return command;
  return /^[\w./:\\+-]+$/.test(path) ? path : undefined;
}
