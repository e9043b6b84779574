import type { Environments } from './environments/environments.ts';
import { environmentsOf } from './environments/environmentsOf.ts';
import { Installer } from './install/installer.ts';
import type { InstallerOptions } from './install/installerOptions.ts';
import type { MementoSections } from './ports.ts';

/** The engine's parts that need neither the network nor the cache. */
export interface LocalEngine {
  /** The installed tools, to list, switch and remove. */
  readonly installer: Omit<Installer, 'install' | 'provide' | 'close'>;
  /** The tools of each project folder, apart from the user's own. `Engine.link` and `restore` build them. */
  readonly environments: Omit<Environments, 'build'>;
}

interface InstallPorts extends Pick<InstallerOptions, 'directory' | 'clock' | 'log' | 'limits' | 'onDamaged'> {
  readonly memory: MementoSections;
}

/** The installed tools and the environments below an engine's directory. Touches nothing on disk. */
export function installsOf(ports: InstallPorts): {
  readonly installer: Installer;
  readonly environments: Environments;
} {
  const { memory, ...options } = ports;
  const environments = environmentsOf(ports);
  const installer = new Installer({
    ...options,
    choices: memory.section('choices'),
    isKept: (install) => environments.isUsed(install),
  });
  return { installer, environments };
}

/** The installed tools, for callers that install nothing; loads no code for downloading. Changes nothing on disk. */
export function createLocalEngine(ports: Omit<InstallPorts, 'limits' | 'onDamaged'>): LocalEngine {
  return installsOf(ports);
}
