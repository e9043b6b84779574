import * as v from 'valibot';
import { safeParsed } from '../choose/safeParsed.ts';
import type { Services } from '../services.ts';
import { WorkspaceError } from '../../words/workspaceError.ts';
import { named, pickFolder, trustedFolders } from './openProject.ts';
import type { ProjectStatus, ProjectTool, ReadProject } from './projectStatus.ts';

/** The folder or tool that a row belongs to. */
interface ProjectTarget {
  readonly status: ProjectStatus;
  /** One of its tools, if the row is that. */
  readonly tool: ProjectTool | undefined;
}

const rowSchema = v.object({
  kind: v.picklist(['project', 'projectTool']),
  folder: v.string(),
  tool: v.optional(v.string()),
});

/**
 * The folder and tool of a row, as they are known now; `undefined` if the argument is no such row. A row whose folder cannot
 * be used is an error, so that no command takes another folder instead.
 * @throws WorkspaceError `untrusted`, `noFolder`, `notOpen`, `noLock`
 */
export async function projectTarget(services: Services, [row]: readonly unknown[]): Promise<ProjectTarget | undefined> {
  const wanted = safeParsed(rowSchema, row);
  if (!wanted) return undefined;
  named(trustedFolders(services), wanted.folder);
  const all = await services.projects.whenKnown();
  const status = all.find(({ folder }) => folder.directory === wanted.folder);
  if (!status) throw new WorkspaceError({ reason: 'noLock' });
  const tool = status.kind === 'read' ? status.tools.find(({ name }) => name === wanted.tool) : undefined;
  return { status, tool };
}

/**
 * A folder with a lock: that of the row, the only one, or the one that the user picks. `undefined` when dismissed.
 * @throws WorkspaceError `untrusted`, `noFolder`, `notOpen`, `noLock`
 */
export async function pickProject(
  services: Services,
  args: readonly unknown[],
  title: string,
): Promise<ProjectStatus | undefined> {
  const target = await projectTarget(services, args);
  if (target) return target.status;
  const all = await lockedProjects(services);
  const folder = await pickFolder(
    services,
    all.map((status) => status.folder),
    title,
  );
  return all.find((status) => status.folder === folder);
}

/** The folders that have a lock: at least one. @throws WorkspaceError `untrusted`, `noFolder`, `noLock` */
export async function lockedProjects(services: Services): Promise<readonly ProjectStatus[]> {
  // Without trust, no folder is read, which must not look like folders without a lock.
  trustedFolders(services);
  const all = await services.projects.refresh();
  if (all.length === 0) throw new WorkspaceError({ reason: 'noLock' });
  return all;
}

/** A tool of a row that can be run. @throws as `projectTarget` */
export async function toolTarget(
  services: Services,
  args: readonly unknown[],
): Promise<{ readonly status: ReadProject; readonly tool: ProjectTool } | undefined> {
  const { status, tool } = (await projectTarget(services, args)) ?? {};
  return status?.kind === 'read' && tool ? { status, tool } : undefined;
}
