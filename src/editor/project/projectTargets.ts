import * as v from 'valibot';
import { safeParsed } from '../choose/safeParsed.ts';
import type { Services } from '../services.ts';
import { pickFolder } from './openProject.ts';
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
 * The folder and tool of a row, as they are known now. Arguments may come from any caller, so only open folders are found.
 */
export function projectTarget({ projects }: Services, [row]: readonly unknown[]): ProjectTarget | undefined {
  const wanted = safeParsed(rowSchema, row);
  const status = wanted && projects.known?.find(({ folder }) => folder.directory === wanted.folder);
  if (!status) return undefined;
  const tool = status.kind === 'read' ? status.tools.find(({ name }) => name === wanted.tool) : undefined;
  return { status, tool };
}

/** A folder with a lock: that of the row, the only one, or the one that the user picks. */
export async function pickProject(
  services: Services,
  args: readonly unknown[],
  title: string,
): Promise<ProjectStatus | undefined> {
  const target = projectTarget(services, args);
  if (target) return target.status;
  const all = await services.projects.refresh();
  const folder = await pickFolder(
    services,
    all.map((status) => status.folder),
    title,
  );
  return all.find((status) => status.folder === folder);
}

/** A tool of a row that can be run. */
export function toolTarget(
  services: Services,
  args: readonly unknown[],
): { readonly status: ReadProject; readonly tool: ProjectTool } | undefined {
  const { status, tool } = projectTarget(services, args) ?? {};
  return status?.kind === 'read' && tool ? { status, tool } : undefined;
}
