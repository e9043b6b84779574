import { outdatedTools, projectPaths, readLock } from '../../engine/index.ts';
import type { EnvironmentState, Lock, Machine, ProjectFiles } from '../../engine/index.ts';
import type { Services } from '../services.ts';
import { readFolder } from './openProject.ts';
import { actionFor } from './projectStatus.ts';
import type { ProjectStatus } from './projectStatus.ts';
import { thisMachine } from './restoreLock.ts';
import type { ProjectFolder } from './workspace.ts';

type Reading = Pick<Services, 'engine' | 'instances' | 'installHost' | 'projectMemory'>;

/**
 * Reads a folder's lock and its environment, and links what is locked and installed, see `actionFor`. `undefined` without a
 * lock. Never rejects: anything unreadable is reported in the result.
 */
export async function readStatus(services: Reading, folder: ProjectFolder): Promise<ProjectStatus | undefined> {
  try {
    // The editor shows what is wrong with the workspace file. Only the lock counts here.
    const { lock, project } = await readFolder(folder).catch(() => lockAlone(folder));
    if (!lock) return undefined;
    const environment = await followLock(services, folder.directory, lock, await thisMachine(services));
    const outdated = new Set(project ? outdatedTools(project, lock) : []);
    const tools = environment.tools.map((tool) => {
      const instance = lock.tools.get(tool.name)?.instance;
      const isObtainable = instance !== undefined && services.instances.get(instance) !== undefined;
      return { ...tool, isOutdated: outdated.has(tool.name), isObtainable };
    });
    return { kind: 'read', folder, lock, environment, tools };
  } catch (error) {
    return { kind: 'unreadable', folder, error };
  }
}

/** @throws EngineError `badProjectFile`, `storage` */
async function lockAlone({ directory }: ProjectFolder): Promise<ProjectFiles> {
  return { lock: await readLock(projectPaths(directory).lock), project: undefined };
}

async function followLock(
  { engine, projectMemory }: Reading,
  directory: string,
  lock: Lock,
  machine: Machine,
): Promise<EnvironmentState> {
  const running = engine.get();
  const state = await running.environments.state(directory, lock, machine);
  const isWanted = actionFor(state) === 'link' && !projectMemory.isForgotten(directory);
  return isWanted ? running.link(lock, { folder: directory, machine }) : state;
}
