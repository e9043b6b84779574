import { plain } from '../../words/format.ts';
import { textFor } from '../installs/typeCommand.ts';
import type { Services } from '../services.ts';
import type { ProjectTool, ReadProject } from './projectStatus.ts';
import { t } from '../../words/translate.ts';

/** Types a command of a locked tool into a new terminal of its folder. The user presses Enter. */
export async function runProjectTool(services: Services, status: ReadProject, tool: ProjectTool): Promise<void> {
  const { ui, settings, installHost } = services;
  const { commands } = tool;
  const title = t('Run in Terminal: {0}', plain(tool.name, 60));
  const items = commands.map((value) => ({ label: plain(value), icon: 'terminal', value }));
  const command = commands.length === 1 ? commands[0] : await ui.pick(items, { title, placeholder: t('Commands') });
  if (command === undefined) return;
  const path = status.environment.commands.get(command) ?? '';
  const text = textFor({ command, linked: true, path }, settings.current.addToPath);
  if (text !== undefined) installHost.typeInTerminal(plain(command, 40), text, status.folder.directory);
}

/** The paths of a locked tool's programs, one a line. */
export function pathsOf({ environment }: ReadProject, { commands }: ProjectTool): string {
  return commands.flatMap((command) => environment.commands.get(command) ?? []).join('\n');
}
