import type { ProjectStatus, ProjectTool } from './projectStatus.ts';

/** The rows of the open folders that have a lock, in the view of what is installed. */
export type ProjectRow = ProjectNode | ProjectToolNode | UserToolsNode;

export interface ProjectNode {
  readonly kind: 'project';
  readonly id: string;
  /** The path of the folder, by which commands find it. */
  readonly folder: string;
  readonly status: ProjectStatus;
  /** Whether no other folder is open that has a lock. */
  readonly isOnly: boolean;
}

export interface ProjectToolNode {
  readonly kind: 'projectTool';
  readonly id: string;
  readonly folder: string;
  /** Its name in the lock. */
  readonly tool: string;
  readonly parent: ProjectNode;
  readonly state: ProjectTool;
}

/** Below the folders: the user's own tools, and all others that are installed, such as those of folders. */
export interface UserToolsNode {
  readonly kind: 'userTools';
  readonly id: string;
  readonly group: 'own' | 'other';
  /** `undefined` if they cannot be read. */
  readonly count: number | undefined;
}

const KINDS: readonly string[] = ['project', 'projectTool', 'userTools'] satisfies ProjectRow['kind'][];

export function isProjectRow<T extends { readonly kind: string }>(node: T | ProjectRow): node is ProjectRow {
  return KINDS.includes(node.kind);
}

/** The id of a folder's row. */
export function projectId(folder: string): string {
  return JSON.stringify(['project', folder]);
}

/** Pure. */
export function projectNodes(all: readonly ProjectStatus[]): readonly ProjectNode[] {
  return all.map((status) => {
    const folder = status.folder.directory;
    return { kind: 'project', id: projectId(folder), folder, status, isOnly: all.length === 1 };
  });
}

export function toolNodesOf(parent: ProjectNode): readonly ProjectToolNode[] {
  const { status, folder } = parent;
  if (status.kind === 'unreadable') return [];
  return status.tools.map((state) => {
    const { name: tool } = state;
    return { kind: 'projectTool', id: JSON.stringify(['projectTool', folder, tool]), folder, tool, parent, state };
  });
}

export function userToolsNode(group: UserToolsNode['group'], count: number | undefined): UserToolsNode {
  return { kind: 'userTools', id: JSON.stringify(['userTools', group]), group, count };
}
