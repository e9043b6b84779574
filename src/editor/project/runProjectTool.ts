import { typeOneOf } from '../installs/typeCommand.ts';
import type { Services } from '../services.ts';
import type { ProjectTool, ReadProject } from './projectStatus.ts';

/** Types a command of a locked tool into a new terminal of its folder. The user presses Enter. */
export async function runProjectTool(services: Services, status: ReadProject, tool: ProjectTool): Promise<void> {
  const programs = tool.commands.map((command) => {
    return { command, linked: true, path: status.environment.commands.get(command) ?? '' };
  });
  await typeOneOf(services, { name: tool.name, programs, cwd: status.folder.directory });
}

/** The paths of a locked tool's programs, one a line. */
export function pathsOf({ environment }: ReadProject, { commands }: ProjectTool): string {
  return commands.flatMap((command) => environment.commands.get(command) ?? []).join('\n');
}
