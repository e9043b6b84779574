import { toolOf } from '../../engine/index.ts';
import type { Engine, Installed, Lock, Machine, PlannedFile, Restored, RestoreOptions } from '../../engine/index.ts';
import type { Services } from '../services.ts';
import { WorkspaceError } from '../../words/workspaceError.ts';

type Restoring = Pick<Services, 'engine' | 'installHost' | 'installs' | 'records' | 'projects' | 'projectMemory'>;

/**
 * Downloads and installs what is locked for this machine, into the folder's environment. Asks the user nothing, so that tasks
 * and other extensions can use it. Rejects with the signal's reason on abort.
 * @throws WorkspaceError `noMachine`
 */
export async function restoreLock(
  services: Restoring,
  lock: Lock,
  options: Omit<RestoreOptions, 'machine'>,
): Promise<readonly Restored[]> {
  const machine = await thisMachine(services);
  await services.projectMemory.noteOffered(options.folder, lock);
  await services.projectMemory.noteRestored(options.folder);
  try {
    return await services.engine.get().restore(lock, { ...options, machine });
  } finally {
    // A stopped restore may have installed some tools already.
    const { records, installs, projects } = services;
    await Promise.all([records.refresh(), installs.refresh(), projects.refresh()]).catch(() => undefined);
  }
}

/** @throws WorkspaceError `noMachine` */
export async function thisMachine({ installHost }: Pick<Services, 'installHost'>): Promise<Machine> {
  const machine = await installHost.machine();
  if (!machine) throw new WorkspaceError({ reason: 'noMachine' });
  return machine;
}

/** The install of a locked file, if made from exactly those bytes. @throws EngineError `storage` */
export async function installedFrom(
  { installer }: Pick<Engine, 'installer'>,
  { name, asset, locked }: PlannedFile,
): Promise<Installed | undefined> {
  const found = await installer.find(toolOf(asset, name), asset.version);
  return found?.asset.sha256 === locked.sha256 ? found : undefined;
}
