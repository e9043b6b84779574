import type { Services } from '../services.ts';
import type { ProjectStatus } from './projectStatus.ts';

type Folders = Pick<Services, 'projects' | 'projectMemory'>;

/** An open folder, and which of some commands its terminals take from its lock. */
export interface LockedNames {
  /** The name of the folder. */
  readonly folder: string;
  readonly commands: readonly string[];
}

/** The open folders, as far as they are known, whose own commands come before some of these on the PATH. */
export function foldersWith(folders: Folders, commands: readonly string[]): readonly LockedNames[] {
  return onPath(folders, folders.projects.known ?? []).flatMap((status) => {
    const own = commands.filter((command) => status.kind === 'read' && has(status.environment.commands, command));
    return own.length > 0 ? [{ folder: status.folder.name, commands: own }] : [];
  });
}

/**
 * Whether the name of a command runs what the user installed in the terminals of every open folder. It does not if a folder
 * has a command of that name, and may not if a folder cannot be read. Never rejects.
 */
export async function isFreeName(folders: Folders, command: string): Promise<boolean> {
  const all = onPath(folders, await folders.projects.whenKnown());
  return all.every((status) => status.kind === 'read' && !has(status.environment.commands, command));
}

/** The folders whose commands are on the PATH of their terminals. */
function onPath({ projectMemory }: Folders, all: readonly ProjectStatus[]): readonly ProjectStatus[] {
  return all.filter(({ folder }) => !projectMemory.isForgotten(folder.directory));
}

/** Some file systems ignore case. */
function has(commands: ReadonlyMap<string, unknown>, wanted: string): boolean {
  return [...commands.keys()].some((command) => command.toLowerCase() === wanted.toLowerCase());
}
