import type { EnvironmentState, Lock } from '../../engine/index.ts';
import type { ProjectFolder } from './workspace.ts';

/** One tool of a lock, as it is for its folder on this machine. */
export type ProjectTool = EnvironmentState['tools'][number] & {
  /** Whether the workspace file no longer matches the lock. */
  readonly isOutdated: boolean;
  /** Whether its instance is configured. Nothing is fetched from any other. */
  readonly isObtainable: boolean;
};

/** A folder with a lock. */
export type ProjectStatus = ReadProject | UnreadableProject;

export interface ReadProject {
  readonly kind: 'read';
  readonly folder: ProjectFolder;
  readonly lock: Lock;
  readonly environment: EnvironmentState;
  /** The tools in the order of the lock. */
  readonly tools: readonly ProjectTool[];
}

/** Its lock or its environment cannot be read, which is not the same as having none. */
interface UnreadableProject {
  readonly kind: 'unreadable';
  readonly folder: ProjectFolder;
  readonly error: unknown;
}

/**
 * What to do about a folder whose commands do not run what its lock has. Pure.
 *
 * `link` needs no question: it runs nothing, fetches nothing, and links only files that are installed already and have the
 * digests of the lock. Whatever a lock names, its commands are linked by the rules and the consents of the user for this
 * folder, so that checking out a branch never adds a command without the user's consent.
 */
export function actionFor({ isCurrent, tools }: EnvironmentState): 'none' | 'link' | 'restore' {
  if (isCurrent) return 'none';
  const possible = tools.filter(({ state }) => state !== 'noPlatform');
  return possible.every(({ isInstalled }) => isInstalled) ? 'link' : 'restore';
}

/** The installed tools that the folder does not use because a check refused their files. Pure. */
export function refusedOf({ tools }: Pick<ReadProject, 'tools'>): readonly ProjectTool[] {
  return tools.filter(({ isRefused }) => isRefused);
}

/** The tools that could be installed here and are not. Pure. */
export function missingOf({ tools }: Pick<ReadProject, 'tools'>): readonly ProjectTool[] {
  const isPresent = ({ state, isInstalled }: ProjectTool): boolean =>
    isInstalled || state === 'noPlatform' || state === 'withheld';
  return tools.filter((tool) => !isPresent(tool) && tool.isObtainable);
}

/** The missing tools of instances that are not configured, from which nothing is fetched. Pure. */
export function foreignOf({ tools }: Pick<ReadProject, 'tools'>): readonly ProjectTool[] {
  return tools.filter(({ state, isObtainable }) => state === 'missing' && !isObtainable);
}
