import { planRestore, toolOf } from '../../engine/index.ts';
import type { Engine, Installed, Lock, Machine, PlannedFile, Restored, RestoreOptions } from '../../engine/index.ts';
import type { Services } from '../services.ts';
import { WorkspaceError } from '../../words/workspaceError.ts';

type Restoring = Pick<Services, 'engine' | 'instances' | 'installHost' | 'installs' | 'records'>;

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
  try {
    return await services.engine.get().restore(lock, { ...options, machine });
  } finally {
    // A stopped restore may have installed some tools already.
    await Promise.all([services.records.refresh(), services.installs.refresh()]).catch(() => undefined);
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

/**
 * The tools of a lock that could be installed here and are not, each as `saw v1.2.0`. Uses no network.
 * @throws WorkspaceError `noMachine`
 */
export async function missingTools(services: Restoring, lock: Lock): Promise<readonly string[]> {
  const engine = services.engine.get();
  const plan = planRestore(lock, await thisMachine(services));
  const wanted = plan.filter((one) => one.ok && services.instances.get(one.tool.instance) !== undefined);
  const missing = await Promise.all(
    wanted.map(async (one) =>
      one.ok && !(await installedFrom(engine, one)) ? [`${one.name} ${one.tool.version}`] : [],
    ),
  );
  return missing.flat();
}
